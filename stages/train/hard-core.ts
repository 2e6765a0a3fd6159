import type { AceBasisSpec } from '../../science/ace/basis.ts';
import { evaluateAce, prepareEvaluator } from '../../science/ace/evaluate.ts';
import { type AcePotential, type BondCore, linearPotential } from '../../science/ace/potential.ts';
import { basisOf } from './ace-tasks.ts';
import type { CellTarget } from './design-cells.ts';
import type { HardCore } from './resolve-ace.ts';

/** The fields of a bond that say so. */
export const hardCoreBond = ({
  core,
  prefactor,
  exponent,
  r_in,
  delta_in,
}: HardCore): BondCore => ({
  corePrefactor: prefactor,
  coreExponent: exponent,
  innerCutoff: r_in,
  innerCutoffWidth: delta_in,
  innerCutoffKind: core,
});

/** The targets less what the core alone gives: what is left for the functions. */
export function takeOffCore(
  targets: readonly CellTarget[],
  spec: AceBasisSpec,
  core: HardCore,
): CellTarget[] {
  const evaluator = prepareEvaluator(coreAlone(spec, core));
  return targets.map((target) => {
    const { energy, forces } = evaluateAce(evaluator, target.structure);
    const rest = target.forces?.map((value, i) => value - forces[i]!);
    return {
      ...target,
      bindingEnergy: target.bindingEnergy - energy,
      ...(rest && { forces: rest }),
    };
  });
}

function coreAlone(spec: AceBasisSpec, core: HardCore): AcePotential {
  const basis = basisOf(spec);
  const bonds = spec.elements.flatMap(() => spec.elements.map(() => hardCoreBond(core)));
  return linearPotential(basis, new Float64Array(basis.functionCount), {}, bonds);
}
