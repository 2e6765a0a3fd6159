import type { Digest } from '../../../base/digest.ts';
import { fail, ok, type Result } from '../../../base/result.ts';
import type { StageContext, StageFailure } from '../../../engine/stage.ts';
import type { Observation } from '../../../science/ace-fit/observation.ts';
import { elementsOf } from '../../../science/ace-fit/reference-energies.ts';
import { readTrainingSet, type TrainingEntry } from '../../../science/dataset.ts';
import { elementSymbol } from '../../../science/elements.ts';
import { readObservation } from '../read-observations.ts';
import { trouble } from './trouble.ts';

/** Labelled structures for a fit by pacemaker: what is fitted, and what is only looked at. */
export interface TrainingData {
  readonly fit: readonly Observation[];
  readonly test: readonly Observation[];
}

/** What a dataset holds; structures of weight 0 are left out. */
export function readTrainingData(context: Pick<StageContext, 'input' | 'read'>): TrainingData {
  const [dataset] = context.input('dataset');
  const { entries } = readTrainingSet(context.read(dataset as Digest));
  const part = (name: TrainingEntry['part']): Observation[] =>
    entries
      .filter(({ part, weight }) => part === name && weight !== 0)
      .map((entry) => readObservation(context, entry));
  return { fit: part('fit'), test: part('test') };
}

/** The elements of the fit, or why pacemaker could not use the data: said before it is started. */
export function checkData({ fit, test }: TrainingData): Result<readonly string[], StageFailure> {
  if (fit.length === 0) {
    const hint = 'look at the failures of the oracle, and at the test fraction of the store';
    return fail(trouble('E0711', 'invalid', 'the dataset has no labelled structure to fit', hint));
  }
  const elements = elementsOf(fit);
  for (const [part, observations] of [['fit', fit] as const, ['test', test] as const]) {
    for (const [at, observation] of observations.entries()) {
      const why = whyUnusable(observation, elements);
      const message = `structure ${at + 1} of the ${part} part ${why}`;
      if (why !== undefined) return fail(trouble('E0711', 'invalid', message));
    }
  }
  return ok(elements);
}

function whyUnusable(
  { structure, energy, forces, weight }: Observation,
  elements: readonly string[],
): string | undefined {
  const { numbers, positions, cell } = structure;
  const count = numbers.length;
  const strange = [...numbers].map(elementSymbol).find((symbol) => !elements.includes(symbol));
  if (count === 0) return 'has no atoms';
  if (strange !== undefined) return `has ${strange}, which nothing that is fitted has`;
  if (!forces) return 'has no forces, and pacemaker wants them of every structure';
  if (forces.length !== 3 * count) return `has ${forces.length / 3} forces for ${count} atoms`;
  if (!Number.isFinite(energy)) return 'has an energy that is not a number';
  if (!forces.every(Number.isFinite)) return 'has a force that is not a number';
  if (!positions.every(Number.isFinite) || !cell.every(Number.isFinite)) {
    return 'has a position or a cell that is not a number';
  }
  return weight > 0 ? undefined : `has the weight ${weight}`;
}

/** Between these, eV/atom, pacemaker takes energies as they are; else it subtracts energies of its own. */
const TAKEN = [-20, 250] as const;

/**
 * Whether any weight is another than 1. The columns of weights then stand in the tables of both parts: where one
 * lacks them, pacemaker ends with a TypeError.
 */
export const isWeighted = ({ fit, test }: TrainingData): boolean =>
  [...fit, ...test].some(({ weight }) => weight !== 1);

/** The rows that the worker writes as pacemaker's table, a line of JSON each. */
export function tableLines(
  observations: readonly Observation[],
  e0: { readonly [symbol: string]: number },
  weighted: boolean,
): Result<string, StageFailure> {
  const lines: string[] = [];
  for (const { structure, energy, forces = new Float64Array(), weight } of observations) {
    const { numbers, positions, cell, periodic } = structure;
    const lone = [...numbers].reduce((sum, z) => sum + (e0[elementSymbol(z)] ?? 0), 0);
    const corrected = energy - lone;
    const each = corrected / numbers.length;
    if (each < TAKEN[0] || each > TAKEN[1]) {
      const message = `a structure is at ${each.toPrecision(4)} eV/atom against its lone atoms: pacemaker would shift all energies`;
      const hint = 'check e0 and the labels; `e0: auto` finds energies of lone atoms that fit them';
      return fail(trouble('E0711', 'invalid', message, hint));
    }
    const row = {
      numbers: [...numbers],
      positions: triples(positions),
      cell: triples(cell),
      pbc: periodic,
      energy,
      energy_corrected: corrected,
      forces: triples(forces),
      ...(weighted && { weight }),
    };
    lines.push(JSON.stringify(row));
  }
  return ok(`${lines.join('\n')}\n`);
}

const triples = (values: Float64Array): number[][] =>
  Array.from({ length: values.length / 3 }, (_, i) => [...values.subarray(3 * i, 3 * i + 3)]);
