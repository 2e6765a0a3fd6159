import type { Digest } from '../../base/digest.ts';
import { inOrder } from '../../base/in-order.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { Outputs, StageContext, StageFailure } from '../../engine/stage.ts';
import { writeAsi } from '../../science/ace/asi.ts';
import { writeBBasis } from '../../science/ace/b-basis-write.ts';
import { bFunctionsOf } from '../../science/ace/b-function.ts';
import type { MaxVolume } from '../../science/ace/max-volume.ts';
import { type AcePotential, missingElements } from '../../science/ace/potential.ts';
import type { Projections } from '../../science/ace/projections.ts';
import { parseYace } from '../../science/ace/yace.ts';
import { readTrainingSet } from '../../science/dataset.ts';
import { neighbourProblem } from '../../science/neighbours.ts';
import { readStructure, type Structure } from '../../science/structure.ts';
import { type ChooseTask, type ProjectTask, TASKS } from './active-set-tasks.ts';

const invalid = (message: string): Result<never, StageFailure> =>
  fail({ class: 'invalid', message });

/** Chooses, element by element, the atoms of the fit part whose B functions span all others'. */
export async function chooseActiveSet(
  context: StageContext,
): Promise<Result<Outputs, StageFailure>> {
  const [file] = context.input('potential');
  const yace = Buffer.from(context.read(file as Digest)).toString('utf8');
  const parsed = parseYace(yace);
  if (!parsed.ok) return fail({ class: 'invalid', ...parsed.error });
  const potential = parsed.value;
  const basis = writeBBasis(potential);
  const counts = bFunctionsOf(potential)?.map((own) => own.length);
  if (basis === undefined || !counts) {
    return invalid('a term of the potential is no invariant of rotations: no grade can be made');
  }
  const structures = fitPart(context);
  const problem = firstProblem(potential, structures);
  if (problem !== undefined) return invalid(problem);
  const rows = await projectAll(context, yace, structures, potential.elements.length);
  const inverses: [string, Float64Array][] = [];
  for (const [e, symbol] of potential.elements.entries()) {
    const chosen = await choose(context, { rows: rows[e]!, columns: counts[e]! });
    context.note(choiceNote(symbol, chosen, rows[e]!.length));
    inverses.push([symbol, chosen.inverse]);
  }
  return ok({
    active_set: context.put(writeAsi(Object.fromEntries(inverses))),
    b_basis: context.put(basis),
  });
}

function fitPart(context: StageContext): Structure[] {
  const [dataset] = context.input('dataset');
  const { entries } = readTrainingSet(context.read(dataset as Digest));
  return entries
    .filter(({ part, weight }) => part === 'fit' && weight > 0)
    .map(({ item }) => readStructure(context.read(item)));
}

function firstProblem(
  { elements, bonds }: AcePotential,
  structures: readonly Structure[],
): string | undefined {
  if (structures.length === 0) return 'the fit part of the dataset is empty';
  const cutoff = Math.max(...bonds.map((bond) => bond.cutoff));
  for (const structure of structures) {
    const missing = missingElements(elements, structure);
    if (missing.length > 0) return `the potential lacks ${missing.join(', ')}`;
    const problem = neighbourProblem(structure, cutoff);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** Structures that one call of a worker takes. */
const BLOCK = 20;

/** The projections of every atom, by element, in the order of the structures. */
async function projectAll(
  context: StageContext,
  yace: string,
  structures: readonly Structure[],
  elements: number,
): Promise<Float64Array[][]> {
  const rows: Float64Array[][] = Array.from({ length: elements }, () => []);
  const count = Math.ceil(structures.length / BLOCK);
  const blocks = Array.from({ length: count }, (_, b) =>
    structures.slice(b * BLOCK, (b + 1) * BLOCK),
  );
  await inOrder(
    blocks,
    2 * context.workers,
    (block) => {
      const task: ProjectTask = { yace, structures: block };
      return context.compute<Projections[]>({ module: TASKS, name: 'project' }, task);
    },
    (projections, at) => {
      for (const { species, values } of projections) {
        values.forEach((value, i) => {
          rows[species[i]!]!.push(value);
        });
      }
      context.progress(at + 1, blocks.length, 'blocks projected');
    },
  );
  return rows;
}

const choose = (context: StageContext, task: ChooseTask): Promise<MaxVolume> =>
  context.compute<MaxVolume>({ module: TASKS, name: 'choose' }, task);

function choiceNote(symbol: string, { rows, largest }: MaxVolume, atoms: number): string {
  const real = rows.filter((row) => row >= 0).length;
  const unseen = rows.length - real;
  const words = unseen > 0 ? `; ${unseen} functions are seen by no combination of atoms` : '';
  return `${symbol}: ${real} of ${atoms} atoms chosen, largest grade ${largest.toFixed(3)}${words}`;
}
