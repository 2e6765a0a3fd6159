import type { Digest } from '../../base/digest.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { StageContext, StageFailure } from '../../engine/stage.ts';
import type { Observation } from '../../science/ace-fit/observation.ts';
import { readTrainingSet, type TrainingEntry } from '../../science/dataset.ts';
import { readLabel } from '../../science/label.ts';
import { readStructure } from '../../science/structure.ts';

const invalid = (message: string, hint?: string): Result<never, StageFailure> =>
  fail({ class: 'invalid', message, ...(hint !== undefined && { hint }) });

/** What the fit part of the dataset says; entries of the test part are not even read, of weight 0 left out. */
export function readObservations(context: StageContext): Result<Observation[], StageFailure> {
  const [dataset] = context.input('dataset');
  const { entries } = readTrainingSet(context.read(dataset as Digest));
  const fit = entries.filter(({ part }) => part === 'fit');
  if (fit.length === 0) {
    return invalid(
      entries.length === 0
        ? 'the dataset has no labelled structure'
        : 'all labelled structures of the dataset are in its test part: there is nothing to fit',
      'look at the failures of the oracle, and at the test fraction of the store',
    );
  }
  const negative = fit.find(({ weight }) => !(weight >= 0));
  if (negative) return invalid(`a structure of ${negative.family} has weight ${negative.weight}`);
  const observations = fit
    .filter(({ weight }) => weight > 0)
    .map((entry) => readObservation(context, entry));
  if (observations.length === 0) return invalid('all structures of the fit part have weight 0');
  return ok(observations);
}

/** One labelled structure of a dataset, as a fit sees it. */
export function readObservation(
  context: Pick<StageContext, 'read'>,
  entry: TrainingEntry,
): Observation {
  const label = readLabel(context.read(entry.label));
  return {
    structure: readStructure(context.read(entry.item)),
    energy: label.freeEnergy,
    ...(label.forces && { forces: label.forces }),
    weight: entry.weight,
    family: entry.family,
    group: entry.group,
    key: `${entry.item} ${entry.label}`,
  };
}
