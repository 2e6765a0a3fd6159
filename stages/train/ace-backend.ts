import { canonicalText } from '../../base/canonical.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { Outputs, StageContext, StageFailure } from '../../engine/stage.ts';
import type { AceBasisSpec } from '../../science/ace/basis.ts';
import { linearPotential } from '../../science/ace/potential.ts';
import { writeYace } from '../../science/ace/yace.ts';
import { foldsOf } from '../../science/ace-fit/folds.ts';
import { addParts, meanSquares } from '../../science/ace-fit/loss.ts';
import type { Observation } from '../../science/ace-fit/observation.ts';
import { bindingEnergy, type ReferenceEnergies } from '../../science/ace-fit/reference-energies.ts';
import { lossCondition, scaledLoss, solveLoss } from '../../science/ace-fit/solve.ts';
import { neighbourProblem } from '../../science/neighbours.ts';
import { basisOf } from './ace-tasks.ts';
import { chooseBasis } from './choose-basis.ts';
import { designFolds, type FoldTarget } from './design-all.ts';
import { tuningNotes } from './notes.ts';
import { readObservations } from './read-observations.ts';
import { chooseReferences, referenceNote } from './references.ts';
import type { ResolvedTraining } from './resolve.ts';
import { fitReport, type TrainingResult } from './training-result.ts';
import { tune } from './tune.ts';

/** Fits a linear ACE potential to the fit part of the dataset. */
export async function fitAce(context: StageContext): Promise<Result<Outputs, StageFailure>> {
  const settings = context.with as unknown as ResolvedTraining;
  const read = readObservations(context);
  if (!read.ok) return read;
  const observations = read.value;
  const basis = chooseBasis(observations, settings);
  for (const note of basis.notes) context.note(note);
  const { elements, cutoff } = basis.spec;
  const trouble = observations.flatMap(({ structure, family }) => {
    const problem = neighbourProblem(structure, cutoff);
    return problem === undefined ? [] : [`a structure of ${family}: ${problem}`];
  });
  if (trouble[0] !== undefined) return fail({ class: 'invalid', message: trouble[0] });
  const references = chooseReferences(observations, elements, cutoff, settings.e0);
  if (!references.ok) return references;
  context.note(referenceNote(references.value));
  return solve(context, settings, basis.spec, observations, references.value);
}

async function solve(
  context: StageContext,
  settings: ResolvedTraining,
  spec: AceBasisSpec,
  observations: readonly Observation[],
  references: ReferenceEnergies,
): Promise<Result<Outputs, StageFailure>> {
  const basis = basisOf(spec);
  const families = foldsOf(observations.map(({ family }) => family));
  const targets = observations.map((observation): FoldTarget => {
    const { structure, forces, weight, family } = observation;
    const own = { structure, weight, fold: families.get(family)! };
    const binding = bindingEnergy(observation, references.energies);
    return { ...own, bindingEnergy: binding, ...(forces && { forces }) };
  });
  const folds = await designFolds(context, spec, targets);
  const tuned = await tune(context, basis.functionCount, folds, settings);
  const all = addParts(basis.functionCount, folds);
  const loss = scaledLoss(all, tuned.share);
  const coefficients = solveLoss(loss, tuned.ridge);
  if (!coefficients.every(Number.isFinite)) {
    const hint = 'give a larger ridge, or fewer functions (b_basis_size)';
    return fail({ class: 'invalid', message: 'the fit gives no finite coefficients', hint });
  }
  const result: TrainingResult = {
    elements: spec.elements,
    ...amountOf(observations),
    cutoff: spec.cutoff,
    maxOrder: spec.maxOrder,
    functions: { perElement: spec.functionsPerElement, total: basis.functionCount },
    references,
    forceShare: tuned.share,
    ridge: tuned.ridge,
    families: families.size,
    crossValidation: tuned.tried,
    fitted: meanSquares(all, coefficients),
    condition: lossCondition(loss),
  };
  for (const note of tuningNotes(result, settings)) context.note(note);
  const potential = linearPotential(basis, coefficients, references.energies);
  return ok({
    potential: context.put(writeYace(potential)),
    fit: context.put(`${canonicalText(fitReport(result))}\n`),
  });
}

function amountOf(
  observations: readonly Observation[],
): Pick<TrainingResult, 'structures' | 'atoms' | 'rows'> {
  const sum = (of: (observation: Observation) => number): number =>
    observations.reduce((total, observation) => total + of(observation), 0);
  return {
    structures: observations.length,
    atoms: sum(({ structure }) => structure.numbers.length),
    rows: { energy: observations.length, forces: sum(({ forces }) => forces?.length ?? 0) },
  };
}
