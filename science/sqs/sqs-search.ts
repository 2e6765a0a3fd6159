import type { Digest } from '../../base/digest.ts';
import { digestValue } from '../../base/digest.ts';
import { bestFew, SAME_OBJECTIVE } from './best-few.ts';
import { clusterModel } from './cluster-model.ts';
import { type ClusterOrbit, type ClusterReach, clusterOrbits } from './clusters.ts';
import type { CompactCell } from './compact-cell.ts';
import { decorationName, sitePermutations } from './decoration-symmetry.ts';
import type { HermiteForm } from './hermite-forms.ts';
import { objectiveFor } from './objective.ts';
import type { ParentLattice } from './parent-lattice.ts';
import { decorationCount, searchExact } from './search-exact.ts';
import { searchTempered } from './search-tempered.ts';
import { supercellShapes } from './supercell-shapes.ts';

/** A special quasirandom structure that is wanted. */
export interface SqsProblem {
  readonly parent: ParentLattice;
  readonly reach: ClusterReach;
  /** Atoms of each species on the mixed sites of the supercell. */
  readonly amounts: readonly number[];
  /** The one supercell to decorate; where left out, shapes of that many sites are tried. */
  readonly form?: HermiteForm;
  /** How many different ones, the best first. */
  readonly count: number;
  /** Swaps that a search by Monte Carlo may try, over all its replicas and shapes. */
  readonly steps: number;
  readonly seed: number;
}

/** A part of the search that one worker does: plain data. */
export interface SqsTask {
  readonly problem: SqsProblem;
  readonly forms: readonly HermiteForm[];
  /** Monte Carlo, with this many steps a form and this index; where left out, all decorations are tried. */
  readonly tempered?: { readonly steps: number; readonly index: number };
}

/** A decorated supercell that a search has found. */
export interface SqsCandidate {
  readonly form: HermiteForm;
  readonly species: Uint8Array;
  readonly objective: number;
}

/** The search: tasks that may run at once, and what comes after them. */
export interface SqsPlan {
  /** Whether every decoration of the shapes is looked at. */
  readonly isExact: boolean;
  /** How many shapes are tried; all that there are where `isExact` and `isEveryShape`. */
  readonly shapes: number;
  readonly isEveryShape: boolean;
  readonly tasks: readonly SqsTask[];
  /** Swaps left for the best shapes, once the tasks are done. */
  readonly stepsLeft: number;
}

/** The most decorations that are looked at one by one: about two seconds. */
const MOST_DECORATIONS = 2_000_000;
/** Decorations in a task of its own. */
const DECORATIONS_A_TASK = 200_000;
/** Shapes that a search by Monte Carlo tries. */
const TEMPERED_SHAPES = 8;
/** Shapes that its second half goes on with. */
const LAST_SHAPES = 2;

/** Lays out the search for a problem. */
export function planSqs(problem: SqsProblem): SqsPlan {
  const { parent, amounts, form, steps } = problem;
  const each = decorationCount(amounts) * (isTransitive(parent) ? rarestShare(amounts) : 1);
  const affordable = Math.floor(MOST_DECORATIONS / each);
  const isExact = affordable >= (form ? 1 : TEMPERED_SHAPES);
  const limit = isExact ? affordable : TEMPERED_SHAPES;
  const shapes = form ? [form] : formsOf(parent, amounts, limit + 1);
  const tried = shapes.slice(0, limit);
  const outline = { isExact, shapes: tried.length, isEveryShape: !form && shapes.length <= limit };
  if (isExact) {
    const size = Math.max(1, Math.floor(DECORATIONS_A_TASK / each));
    const tasks = chunks(tried, size).map((forms) => ({ problem, forms }));
    return { ...outline, tasks, stepsLeft: 0 };
  }
  const first = tried.length > LAST_SHAPES ? Math.ceil(steps / 2) : steps;
  const tempered = { steps: Math.ceil(first / tried.length), index: 0 };
  const tasks = tried.map((one) => ({ problem, forms: [one], tempered }));
  return { ...outline, tasks, stepsLeft: steps - first };
}

/** Tasks that are under way at once; between such blocks a search can end early. */
const BLOCK = 4;

/** What a search has found, and how. */
export interface FoundSqs {
  readonly plan: SqsPlan;
  /** The best first. */
  readonly candidates: readonly SqsCandidate[];
}

/**
 * The whole search; `run` does tasks anywhere, in any order, and gives their results in the order of
 * the tasks. Which tasks there are, and when they are enough, depends on nothing else.
 */
export async function findSqs(
  problem: SqsProblem,
  run: (tasks: readonly SqsTask[]) => Promise<readonly (readonly SqsCandidate[])[]>,
): Promise<FoundSqs> {
  const { count } = problem;
  const plan = planSqs(problem);
  const { ideal } = objectiveFor(orbitsOf(problem));
  const found: (readonly SqsCandidate[])[] = [];
  for (const block of chunks(plan.tasks, BLOCK)) {
    found.push(...(await run(block)));
    if (isIdeal(rankedSqs(found, count), count, ideal)) break;
  }
  const isDone = isIdeal(rankedSqs(found, count), count, ideal);
  if (!isDone)
    found.push(...(await run(furtherTasks(plan, rankedSqs(found, Number.MAX_SAFE_INTEGER)))));
  return { plan, candidates: rankedSqs(found, count) };
}

/** The second half of a search by Monte Carlo: the shapes that did best, from other beginnings. */
function furtherTasks(plan: SqsPlan, found: readonly SqsCandidate[]): readonly SqsTask[] {
  const [task] = plan.tasks;
  if (!task || plan.stepsLeft === 0) return [];
  const names = [...new Set(found.map(({ form }) => form.join(' ')))].slice(0, LAST_SHAPES);
  return names.map((name) => ({
    problem: task.problem,
    forms: [name.split(' ').map(Number) as unknown as HermiteForm],
    tempered: { steps: Math.ceil(plan.stepsLeft / names.length), index: 1 },
  }));
}

/** Whether the translations of the parent carry any mixed site into any other. */
const isTransitive = ({ mixed }: ParentLattice): boolean => mixed.length === 3;

const rarestShare = (amounts: readonly number[]): number =>
  Math.min(...amounts) / amounts.reduce((sum, n) => sum + n, 0);

function formsOf(parent: ParentLattice, amounts: readonly number[], limit: number): HermiteForm[] {
  const sites = amounts.reduce((sum, n) => sum + n, 0);
  const cells = (3 * sites) / parent.mixed.length;
  return supercellShapes(parent, cells, limit).map(({ form }: CompactCell) => form);
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  );
}

/** The orbits of a problem, worked out once a thread. */
function orbitsOf(problem: SqsProblem): readonly ClusterOrbit[] {
  const orbits = KNOWN.get(problem) ?? clusterOrbits(problem.parent, problem.reach);
  KNOWN.set(problem, orbits);
  return orbits;
}

const KNOWN = new WeakMap<SqsProblem, readonly ClusterOrbit[]>();

/** Does one task: the best decorations of its shapes, the best first. */
export function searchSqs({ problem, forms, tempered }: SqsTask): SqsCandidate[] {
  const { parent, amounts, count, seed } = problem;
  const orbits = orbitsOf(problem);
  const objective = objectiveFor(orbits);
  const found = forms.flatMap((form) => {
    const model = clusterModel(orbits, parent.mixed.length / 3, form, amounts);

    let permutations: Int32Array[] | undefined;
    const best = bestFew(count, (species) => {
      if (count === 1) return '';
      permutations ??= sitePermutations(parent, form);
      return decorationName(species, permutations);
    });
    const isEnough = () => isIdeal(best.list(), count, objective.ideal);
    if (tempered) {
      const search = { seed, problem: problemDigest(problem, form), ...tempered };
      searchTempered(model, objective, best, search, isEnough);
    } else searchExact(model, objective, best, isTransitive(parent), isEnough);
    return best
      .list()
      .map(({ objective: value, species }) => ({ form, species, objective: value }));
  });
  return rankedSqs([found], count);
}

/** The best candidates of several tasks; equal ones in the order of the tasks. */
export function rankedSqs(
  found: readonly (readonly SqsCandidate[])[],
  count: number,
): SqsCandidate[] {
  const all = found.flat().map((candidate, at) => ({ candidate, at }));
  all.sort((a, b) => {
    const difference = a.candidate.objective - b.candidate.objective;
    return Math.abs(difference) > SAME_OBJECTIVE ? difference : a.at - b.at;
  });
  return all.slice(0, count).map(({ candidate }) => candidate);
}

/** Whether `count` of these match everything that is asked for: nothing better can be found. */
const isIdeal = (
  found: readonly { readonly objective: number }[],
  count: number,
  ideal: number,
): boolean => found.length >= count && found[count - 1]!.objective <= ideal + SAME_OBJECTIVE;

function problemDigest({ parent, reach, amounts }: SqsProblem, form: HermiteForm): Digest {
  const lattice = [Array.from(parent.cell), Array.from(parent.mixed)];
  return digestValue('sqs', 1, [lattice, { ...reach }, [...amounts], [...form]]);
}
