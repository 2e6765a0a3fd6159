import { type AceEvaluator, evaluateAce, prepareEvaluator } from '../../../science/ace/evaluate.ts';
import { parseYace } from '../../../science/ace/yace.ts';
import type { Observation } from '../../../science/ace-fit/observation.ts';

/** This module, for worker threads. */
export const TASKS = import.meta.url;

/** Labelled structures that the potential of a `.yace` text is held against. */
export interface ResidualTask {
  readonly yace: string;
  readonly observations: readonly Observation[];
}

/** Sums of squares: (ΔE/N)², eV², over structures, and ΔF², (eV/Å)², over components. NaN where anything is. */
export interface Residuals {
  readonly structures: number;
  readonly energy: number;
  readonly components: number;
  readonly forces: number;
}

/** The potential that this thread tabulated last. */
let last: { readonly yace: string; readonly evaluator: AceEvaluator } | undefined;

/** On a worker: how far a potential is from labels. */
export function residuals({ yace, observations }: ResidualTask): Residuals {
  if (last?.yace !== yace) {
    const potential = parseYace(yace);
    if (!potential.ok) throw new Error(`internal error: ${potential.error.message}`);
    last = { yace, evaluator: prepareEvaluator(potential.value) };
  }
  let [energySum, forceSum, components] = [0, 0, 0];
  for (const { structure, energy, forces = new Float64Array() } of observations) {
    const found = evaluateAce(last.evaluator, structure);
    const error = (found.energy - energy) / structure.numbers.length;
    energySum += error * error;
    for (let i = 0; i < forces.length; i++) {
      const off = found.forces[i]! - forces[i]!;
      forceSum += off * off;
    }
    components += forces.length;
  }
  return { structures: observations.length, energy: energySum, components, forces: forceSum };
}
