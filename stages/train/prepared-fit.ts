import { fail, ok, type Result } from '../../base/result.ts';
import type { StageContext, StageFailure } from '../../engine/stage.ts';
import type { AceBasisSpec } from '../../science/ace/basis.ts';
import { type Informative, informativeRows } from '../../science/ace-fit/evidence.ts';
import { foldsOf } from '../../science/ace-fit/folds.ts';
import {
  addWeighted,
  type LossParts,
  noParts,
  type OpenParts,
} from '../../science/ace-fit/loss.ts';
import type { Observation } from '../../science/ace-fit/observation.ts';
import {
  bindingEnergy,
  type ReferenceEnergies,
  shiftsOf,
} from '../../science/ace-fit/reference-energies.ts';
import { SHIFT_SMOOTHNESS, smoothness } from '../../science/ace-fit/smoothness.ts';
import {
  classWeight,
  type WeightClass,
  type Weighting,
  weightClasses,
} from '../../science/ace-fit/weighting.ts';
import { neighbourProblem } from '../../science/neighbours.ts';
import { basisOf } from './ace-tasks.ts';
import type { CellTarget } from './design-cells.ts';
import { takeOffCore } from './hard-core.ts';
import { chooseReferences } from './references.ts';
import type { ResolvedTraining } from './resolve.ts';
import { sharedCells } from './shared-cells.ts';

/** Everything that a solve needs, with one basis. */
export interface PreparedFit {
  readonly spec: AceBasisSpec;
  /** As they were before the functions were fitted. */
  readonly references: ReferenceEnergies;
  /** The loss of each fold of families. */
  readonly folds: readonly LossParts[];
  /** How many numbers of the data say something. */
  readonly informative: Informative;
  /** How much each function is penalised, and each shift of the references behind them. */
  readonly smoothness: Float64Array;
}

const UNWEIGHTED: Weighting = { groups: {}, energyScale: null };

/** Puts the data of all folds behind triangles. */
export async function prepareFit(
  context: StageContext,
  observations: readonly Observation[],
  spec: AceBasisSpec,
  { e0, ace }: Pick<ResolvedTraining, 'e0' | 'ace'>,
): Promise<Result<PreparedFit, StageFailure>> {
  for (const { structure, family } of observations) {
    const problem = neighbourProblem(structure, spec.cutoff);
    if (problem === undefined) continue;
    return fail({ class: 'invalid', message: `a structure of family ${family}: ${problem}` });
  }
  const references = chooseReferences(observations, spec.elements, spec.cutoff, e0);
  if (!references.ok) return references;
  const weighting = ace?.weights ?? UNWEIGHTED;
  const { cells, places } = cellsOf(
    observations,
    weightClasses(observations, spec.elements, weighting),
  );
  const { energies } = references.value;
  const shifts = shiftsOf(references.value);
  const core = typeof ace?.repulsion === 'object' ? ace.repulsion : undefined;
  const targets = targetsOf(observations, energies, places);
  const rest = core ? takeOffCore(targets, spec, core) : targets;
  const parts = await sharedCells(context, spec, rest, shifts, [
    ...spec.elements.map((symbol) => energies[symbol]!),
    JSON.stringify(core ?? null),
    ...observations.map(({ key }, i) => `${key} ${places[i]}`),
  ]);
  const unknowns = basisOf(spec).functionCount + shifts.length;
  const folds: OpenParts[] = [];
  parts.forEach((own, cell) => {
    const { fold, weightClass } = cells[cell]!;
    folds[fold] ??= noParts(unknowns);
    addWeighted(folds[fold], own, classWeight(weightClass, weighting));
  });
  if (folds.every(({ energyWeight }) => energyWeight === 0)) {
    return fail({ class: 'invalid', message: 'all structures of the fit part weigh 0' });
  }
  const penalties = [...smoothness(basisOf(spec)), ...shifts.map(() => SHIFT_SMOOTHNESS)];
  return ok({
    spec,
    references: references.value,
    folds,
    informative: informativeRows(observations),
    smoothness: Float64Array.from(penalties),
  });
}

/** What is to be fitted, each in its cell. */
const targetsOf = (
  observations: readonly Observation[],
  energies: ReferenceEnergies['energies'],
  cells: readonly number[],
): CellTarget[] =>
  observations.map((observation, i) => {
    const { structure, forces } = observation;
    const binding = bindingEnergy(observation, energies);
    const own = { structure, weight: 1, bindingEnergy: binding, cell: cells[i]! };
    return { ...own, ...(forces && { forces }) };
  });

interface Cell {
  readonly fold: number;
  readonly weightClass: WeightClass;
}

/** The cells of some observations, in order of first appearance, and the place of each observation's. */
function cellsOf(
  observations: readonly Observation[],
  classes: readonly WeightClass[],
): { readonly cells: readonly Cell[]; readonly places: readonly number[] } {
  const folds = foldsOf(observations.map(({ family }) => family));
  const cells: Cell[] = [];
  const known = new Map<string, number>();
  const places = observations.map(({ family }, i) => {
    const fold = folds.get(family)!;
    const weightClass = classes[i]!;
    const key = JSON.stringify([fold, weightClass]);
    const place = known.get(key) ?? cells.push({ fold, weightClass }) - 1;
    known.set(key, place);
    return place;
  });
  return { cells, places };
}
