import type { CanonicalObject } from '../../../base/canonical.ts';
import { inOrder } from '../../../base/in-order.ts';
import { ok } from '../../../base/result.ts';
import { atomicNumber } from '../../../science/elements.ts';
import { parentLattice } from '../../../science/sqs/parent-lattice.ts';
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
import { type AtomCounts, atomCounts, formulaText } from '../composition.ts';
import { asParent, type Base } from '../parent.ts';
import type { ResolvedSystem } from '../resolved.ts';
import { TASK } from '../sqs-task.ts';
import type { BaseStrategy, BaseTools } from '../strategy.ts';
import { alloyLattice, repeatedCell } from './alloy.ts';
import type { ResolvedSqs } from './sqs-settings.ts';

/** The strategy of the specification that decorates an alloy's lattice. */
export type SQSStrategy = BaseStrategy & { readonly name: 'sqs' };

/** Special quasirandom structures of a system, searched for on worker threads. */
export function sqsStrategy(
  system: ResolvedSystem,
  { size, shells, triplets, count, steps }: ResolvedSqs,
  supercell: Repeats | undefined,
  seed: number,
): SQSStrategy {
  return {
    name: 'sqs',
    bases: async (tools) => {
      const lattice = alloyLattice(system);
      const fixed = supercell && repeatedCell(lattice, supercell);
      const repeats = supercell ?? [1, 1, 1];
      const atoms = size ?? repeats[0] * repeats[1] * repeats[2] * lattice.atoms;
      const counts = atomCounts(system.composition, atoms);
      const problem: SqsProblem = {
        parent: parentLattice(lattice.sites),
        reach: { shells, triplets },
        amounts: counts.map(([, amount]) => amount),
        ...(fixed && { form: fixed.form }),
        count,
        steps,
        seed,
      };
      const found = await findSqs(problem, (tasks) => runAll(tasks, tools));
      const bases = found.candidates.map((candidate, rank): Base => {
        const report = sqsReport(problem, candidate);
        tools.tally.note(noteText(report, rank, counts));
        return sqsBase(problem, candidate, report, {
          counts,
          system,
          rank,
          found,
          cell: fixed?.cell,
        });
      });
      return ok(bases);
    },
  };
}

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
  readonly system: ResolvedSystem;
  readonly rank: number;
  readonly found: FoundSqs;
  readonly cell: Float64Array | undefined;
}

function sqsBase(
  { parent }: SqsProblem,
  { form, species }: SqsCandidate,
  report: SqsReport,
  { counts, system, rank, found, cell }: Origin,
): Base {
  const symbols = counts.map(([symbol]) => symbol);
  const numbers = symbols.map((symbol) => atomicNumber(symbol) as number);
  const made = asParent(sqsStructure(parent, form, species, numbers, cell));
  const nth = rank > 0 ? ` #${rank}` : '';
  return {
    ...made,
    name: `${formulaText(counts)} ${system.crystal_structure} SQS${nth}`,
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
