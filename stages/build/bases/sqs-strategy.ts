import type { CanonicalObject } from '../../../base/canonical.ts';
import { inOrder } from '../../../base/in-order.ts';
import { ok } from '../../../base/result.ts';
import { atomicNumber } from '../../../science/elements.ts';
import { type ParentLattice, parentLattice } from '../../../science/sqs/parent-lattice.ts';
import { type SqsReport, sqsReport } from '../../../science/sqs/sqs-report.ts';
import {
  type FoundSqs,
  findSqs,
  type SqsCandidate,
  type SqsProblem,
  type SqsTask,
} from '../../../science/sqs/sqs-search.ts';
import { sqsStructure } from '../../../science/sqs/sqs-structure.ts';
import type { Repeats } from '../../../science/supercell.ts';
import { type AtomCounts, atomCounts, elementCounts, formulaText } from '../composition.ts';
import { asParent, type Base } from '../parent.ts';
import { TASK } from '../sqs-task.ts';
import type { BaseStrategy, BaseTools } from '../strategy.ts';
import { mixedAtoms, repeatedCell } from './alloy.ts';
import type { Alloy } from './sqs-resolve.ts';
import type { ResolvedSqs } from './sqs-settings.ts';

/** The strategy of the specification that decorates an alloy's lattice. */
export type SQSStrategy = BaseStrategy & { readonly name: 'sqs' };

/** Special quasirandom structures of an alloy, searched for on worker threads. */
export function sqsStrategy(
  alloy: Pick<Alloy, 'lattice' | 'composition'>,
  sqs: ResolvedSqs,
  supercell: Repeats | undefined,
  seed: number,
): SQSStrategy {
  return {
    name: 'sqs',
    bases: async (tools) => ok(await sqsBases(alloy, sqs, supercell, seed, tools)),
  };
}

/** The search itself: the most random first. */
export async function sqsBases(
  { lattice, composition }: Pick<Alloy, 'lattice' | 'composition'>,
  { size, shells, triplets, count, steps }: ResolvedSqs,
  supercell: Repeats | undefined,
  seed: number,
  tools: BaseTools,
): Promise<readonly Base[]> {
  const fixed = supercell && repeatedCell(lattice, supercell);
  const repeats = supercell ?? [1, 1, 1];
  const atoms = size ?? repeats[0] * repeats[1] * repeats[2] * lattice.atoms;
  const counts = atomCounts(composition, mixedAtoms(lattice, atoms));
  const problem: SqsProblem = {
    parent: parentLattice(lattice.sites),
    reach: { shells, triplets },
    amounts: counts.map(([, amount]) => amount),
    ...(fixed && { form: fixed.form }),
    count,
    steps,
    seed,
  };
  const kinds = siteKinds(problem.parent);
  if (kinds > 1) {
    tools.tally.note(
      `the mixed sites are of ${kinds} kinds by symmetry: how much of an element is on each is not fixed`,
    );
  }
  const found = await findSqs(problem, (tasks) => runAll(tasks, tools));
  return found.candidates.map((candidate, rank): Base => {
    const report = sqsReport(problem, candidate);
    tools.tally.note(noteText(report, rank, counts));
    const origin = { counts, title: lattice.title, rank, found, cell: fixed?.cell };
    return sqsBase(problem, candidate, report, origin);
  });
}

/** How many kinds of mixed sites the symmetry keeps apart. */
const siteKinds = ({ mixed, operations }: ParentLattice): number =>
  new Set(
    Array.from({ length: mixed.length / 3 }, (_, site) =>
      Math.min(...operations.map(({ sites }) => sites[site]!)),
    ),
  ).size;

async function runAll(
  tasks: readonly SqsTask[],
  { context }: BaseTools,
): Promise<readonly (readonly SqsCandidate[])[]> {
  const found: (readonly SqsCandidate[])[] = [];
  await inOrder(
    tasks,
    context.workers,
    (task) => context.compute<SqsCandidate[]>({ module: TASK, name: 'search' }, task),
    (candidates) => void found.push(candidates),
  );
  return found;
}

interface Origin {
  readonly counts: AtomCounts;
  readonly title: string;
  readonly rank: number;
  readonly found: FoundSqs;
  readonly cell: Float64Array | undefined;
}

function sqsBase(
  { parent }: SqsProblem,
  { form, species }: SqsCandidate,
  report: SqsReport,
  { counts, title, rank, found, cell }: Origin,
): Base {
  const symbols = counts.map(([symbol]) => symbol);
  const numbers = symbols.map((symbol) => atomicNumber(symbol) as number);
  const made = asParent(sqsStructure(parent, form, species, numbers, cell));
  const nth = rank > 0 ? ` #${rank}` : '';
  return {
    ...made,
    name: `${formulaText(elementCounts(made.structure.numbers))} ${title} SQS${nth}`,
    group: 'sqs',
    leader: made,
    strategy: 'sqs',
    operation: `sqs${nth}`,
    details: details(report, counts, found),
  };
}

/** The record of a structure: how random it is, and how it was found. */
function details(report: SqsReport, counts: AtomCounts, { plan }: FoundSqs): CanonicalObject {
  const sites = counts.reduce((sum, [, count]) => sum + count, 0);
  const symbols = counts.map(([symbol]) => symbol);
  return {
    composition: Object.fromEntries(counts.map(([symbol, count]) => [symbol, count / sites])),
    objective: report.objective,
    exact_shells: report.exactShells,
    pairs: report.pairs.map(
      ({ shell, distance, correlations, targets, order, isExact, ownImages }) => ({
        shell,
        distance,
        exact: isExact,
        correlations: [...correlations],
        targets: [...targets],
        warren_cowley: Object.fromEntries(
          order.map(({ species: [a, b], alpha }) => [`${symbols[a]}-${symbols[b]}`, alpha]),
        ),
        ...(ownImages > 0 && { own_images: ownImages }),
      }),
    ),
    triplets: report.triplets.map(({ shells, correlations, targets, isExact }) => ({
      shells: [...shells],
      exact: isExact,
      correlations: [...correlations],
      targets: [...targets],
    })),
    search: {
      method: plan.isExact ? 'every decoration' : 'parallel tempering',
      shapes: plan.shapes,
      every_shape: plan.isEveryShape,
    },
  };
}

function noteText(report: SqsReport, rank: number, counts: AtomCounts): string {
  const { exactShells, pairs } = report;
  const last = pairs.filter(({ shell }) => shell === exactShells).at(-1);
  const reach = last
    ? `pairs exactly random to shell ${exactShells} (${distanceText(last.distance)})`
    : 'no shell of pairs is exactly random';
  const off = pairs
    .filter(({ isExact }) => !isExact)
    .map((pair) => `shell ${pair.shell} is ${misfit(pair)} off`);
  const rest = off.length > 0 ? `; ${off.join(', ')}` : '';
  return `SQS ${formulaText(counts)}${rank > 0 ? ` #${rank}` : ''}: ${reach}${rest}`;
}

const distanceText = (distance: number): string => `${Math.round(distance * 100) / 100} Å`;

/** The largest difference of a correlation from its target. */
function misfit({ correlations, targets }: SqsReport['pairs'][number]): number {
  const most = Math.max(...correlations.map((value, f) => Math.abs(value - targets[f]!)));
  return Math.round(most * 1e4) / 1e4;
}
