import { fail, ok, type Result } from '../../base/result.ts';
import type { StageContext, StageFailure } from '../../engine/stage.ts';
import type { AceBasisSpec } from '../../science/ace/basis.ts';
import { foldsOf } from '../../science/ace-fit/folds.ts';
import type { LossParts } from '../../science/ace-fit/loss.ts';
import type { Observation } from '../../science/ace-fit/observation.ts';
import { bindingEnergy, type ReferenceEnergies } from '../../science/ace-fit/reference-energies.ts';
import { smoothness } from '../../science/ace-fit/smoothness.ts';
import { neighbourProblem } from '../../science/neighbours.ts';
import { basisOf } from './ace-tasks.ts';
import { designFolds, type FoldTarget } from './design-all.ts';
import { chooseReferences } from './references.ts';
import type { ResolvedTraining } from './resolve.ts';

/** Everything that a solve needs, with one basis. */
export interface PreparedFit {
  readonly spec: AceBasisSpec;
  readonly references: ReferenceEnergies;
  /** The loss of each fold of families. */
  readonly folds: readonly LossParts[];
  /** How much each function is penalised. */
  readonly smoothness: Float64Array;
}

/** Puts the data of all folds behind triangles. */
export async function prepareFit(
  context: StageContext,
  observations: readonly Observation[],
  spec: AceBasisSpec,
  e0: ResolvedTraining['e0'],
): Promise<Result<PreparedFit, StageFailure>> {
  for (const { structure, family } of observations) {
    const problem = neighbourProblem(structure, spec.cutoff);
    if (problem === undefined) continue;
    return fail({ class: 'invalid', message: `a structure of family ${family}: ${problem}` });
  }
  const references = chooseReferences(observations, spec.elements, spec.cutoff, e0);
  if (!references.ok) return references;
  const folds = foldsOf(observations.map(({ family }) => family));
  const targets = observations.map((observation): FoldTarget => {
    const { structure, forces, weight, family } = observation;
    const binding = bindingEnergy(observation, references.value.energies);
    const own = { structure, weight, bindingEnergy: binding, fold: folds.get(family)! };
    return { ...own, ...(forces && { forces }) };
  });
  return ok({
    spec,
    references: references.value,
    folds: await designFolds(context, spec, targets),
    smoothness: smoothness(basisOf(spec)),
  });
}
