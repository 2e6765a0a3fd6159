import { type AceEvaluator, evaluateAce, prepareEvaluator } from '../../science/ace/evaluate.ts';
import { parseYace } from '../../science/ace/yace.ts';
import type { Structure } from '../../science/structure.ts';

/** This module, for worker threads. */
export const TASKS = import.meta.url;

/** Structures to be evaluated with the potential of a `.yace` text. */
export interface EvaluateTask {
  readonly yace: string;
  readonly structures: readonly Structure[];
}

/** eV and eV/Å (3N) of one structure. */
export interface Prediction {
  readonly energy: number;
  readonly forces: Float64Array;
}

/** The potential that this thread tabulated last. */
let last: { readonly yace: string; readonly evaluator: AceEvaluator } | undefined;

/** On a worker: energies and forces of a block, in order. */
export function evaluate({ yace, structures }: EvaluateTask): Prediction[] {
  if (last?.yace !== yace) {
    const potential = parseYace(yace);
    if (!potential.ok) throw new Error(`internal error: ${potential.error.message}`);
    last = { yace, evaluator: prepareEvaluator(potential.value) };
  }
  const { evaluator } = last;
  return structures.map((structure) => {
    const { energy, forces } = evaluateAce(evaluator, structure);
    return { energy, forces };
  });
}
