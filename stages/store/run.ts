import { fail, ok, type Result } from '../../base/result.ts';
import type { Outputs, StageContext, StageFailure } from '../../engine/stage.ts';
import { datasetBytes } from '../../science/dataset.ts';
import type { LevelOfTheory } from '../../science/label.ts';
import type { Candidate } from './candidate.ts';
import { gatherLabels, gatherUnlabelled } from './gather.ts';
import { importFile } from './import/import-file.ts';
import { distinctLevels, makeManifest, manifestNotes } from './manifest.ts';
import { renderDatabase } from './render.ts';
import type { ResolvedImport, ResolvedStore } from './resolve.ts';
import type { StoreError } from './store-error.ts';

/** Gathers labels and imports, splits them, and writes manifest and database. */
export async function runStore(context: StageContext): Promise<Result<Outputs, StageFailure>> {
  const settings = context.with as unknown as ResolvedStore;
  const { sources, holes } = gatherLabels(context);
  const imported = importSources(context, settings.import);
  if (!imported.ok) return imported;
  const all = [...sources, ...imported.value];
  const unlabelled = gatherUnlabelled(context);
  const candidates = all.flat();
  if (candidates.length + holes.length + unlabelled.length === 0) return nothing();
  const levels = distinctLevels(candidates);
  if (levels.length > 1 && settings.mix !== 'declared') return mixed(levels);
  const testFraction = settings.test_fraction;
  const dataset = makeManifest({ sources: all, holes, unlabelled, testFraction });
  const database = renderDatabase(context, dataset, candidates);
  if (!database.ok) return fail(failureOf(database.error));
  for (const note of manifestNotes(dataset)) context.note(note);
  return ok({
    dataset: context.put(datasetBytes(dataset)),
    database: context.putFile(database.value),
  });
}

function importSources(
  context: StageContext,
  settings: ResolvedImport | undefined,
): Result<readonly (readonly Candidate[])[], StageFailure> {
  if (!settings) return ok([]);
  const train = importFile(context, 'train', settings);
  if (!train.ok || !settings.test) return train.ok ? ok([train.value]) : train;
  const test = importFile(context, 'test', settings);
  return test.ok ? ok([train.value, test.value]) : test;
}

const nothing = () =>
  fail<StageFailure>({
    class: 'invalid',
    message: 'there is nothing to store',
    hint: 'give it inputs: { labels: NODE }, or a labelled file: with: { import: { train: FILE } }',
  });

const mixed = (levels: readonly LevelOfTheory[]) =>
  fail<StageFailure>({
    class: 'invalid',
    message: `the labels are of different levels of theory: ${levels
      .map(({ words, digest }) => `${words} (${digest.slice(0, 15)})`)
      .join(' and ')}`,
    hint: 'energies of two levels do not belong on one surface; where you mean it, write  mix: declared',
  });

const failureOf = ({ code, message }: StoreError): StageFailure => ({
  class: code === 'refused' ? 'invalid' : 'infra',
  message,
});
