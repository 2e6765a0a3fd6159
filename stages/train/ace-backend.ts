import { canonicalText } from '../../base/canonical.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { Outputs, StageContext, StageFailure } from '../../engine/stage.ts';
import { linearPotential } from '../../science/ace/potential.ts';
import { writeYace } from '../../science/ace/yace.ts';
import { addParts, meanSquares } from '../../science/ace-fit/loss.ts';
import type { Observation } from '../../science/ace-fit/observation.ts';
import { shifted } from '../../science/ace-fit/reference-energies.ts';
import { lossCondition, scaledLoss, solveLoss } from '../../science/ace-fit/solve.ts';
import { basisOf } from './ace-tasks.ts';
import { chooseBasis } from './choose-basis.ts';
import { closeRange } from './close-range.ts';
import { tuningNotes } from './notes.ts';
import type { PreparedFit } from './prepared-fit.ts';
import { readObservations } from './read-observations.ts';
import { referenceNote } from './references.ts';
import type { ResolvedTraining } from './resolve.ts';
import { fitReport, type TrainingResult } from './training-result.ts';
import { tune } from './tune.ts';

/** Fits a linear ACE potential to the fit part of the dataset. */
export async function fitAce(context: StageContext): Promise<Result<Outputs, StageFailure>> {
  const settings = context.with as unknown as ResolvedTraining;
  const observations = readObservations(context);
  if (!observations.ok) return observations;
  const prepared = await chooseBasis(context, observations.value, settings);
  if (!prepared.ok) return prepared;
  const solved = await solve(context, settings, prepared.value, observations.value);
  if (!solved.ok) return solved;
  const { coefficients, result } = solved.value;
  context.note(referenceNote(result.references));
  for (const note of tuningNotes(result, settings)) context.note(note);
  const { spec } = prepared.value;
  const closed = closeRange(
    (cores) => linearPotential(basisOf(spec), coefficients, result.references.energies, cores),
    observations.value,
    settings.ace?.repulsion,
  );
  for (const note of closed.notes) context.note(note);
  return ok({
    potential: context.put(writeYace(closed.potential)),
    fit: context.put(`${canonicalText(fitReport(result))}\n`),
  });
}

interface Solved {
  readonly coefficients: Float64Array;
  readonly result: TrainingResult;
}

/** Tunes what is open on held-out folds, then fits all of the fit part. */
async function solve(
  context: StageContext,
  settings: ResolvedTraining,
  fit: PreparedFit,
  observations: readonly Observation[],
): Promise<Result<Solved, StageFailure>> {
  const { spec, folds, smoothness } = fit;
  const tuned = await tune(context, fit, settings);
  const all = addParts(smoothness.length, folds);
  const loss = scaledLoss(all, tuned.share);
  const unknowns = solveLoss(loss, smoothness, tuned.ridge);
  if (!unknowns.every(Number.isFinite)) {
    const hint = 'give a larger ridge, or fewer functions (b_basis_size)';
    return fail({ class: 'invalid', message: 'the fit gives no finite coefficients', hint });
  }
  const functions = basisOf(spec).functionCount;
  const result: TrainingResult = {
    elements: spec.elements,
    ...amountOf(observations),
    cutoff: spec.cutoff,
    maxOrder: spec.maxOrder,
    functions: { perElement: spec.functionsPerElement, total: functions },
    references: shifted(fit.references, unknowns.subarray(functions)),
    forceShare: tuned.share,
    ridge: tuned.ridge,
    families: new Set(observations.map(({ family }) => family)).size,
    crossValidation: tuned.tried,
    fitted: meanSquares(all, unknowns),
    condition: lossCondition(loss),
  };
  return ok({ coefficients: unknowns.slice(0, functions), result });
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
