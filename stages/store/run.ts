import { fail, ok, type Result } from '../../base/result.ts';
import type { Outputs, StageContext, StageFailure } from '../../engine/stage.ts';
import { datasetBytes } from '../../science/dataset.ts';
import { distinctLevels, type LevelOfTheory } from '../../science/label.ts';
import { gatherLabels, gatherUnlabelled } from './gather.ts';
import { importFiles } from './import/import-file.ts';
import { makeManifest, manifestNotes } from './manifest.ts';
import { renderDatabase } from './render.ts';
import type { ResolvedStore } from './resolve.ts';
import type { StoreError } from './store-error.ts';

/** Gathers labels and imports, splits them, and writes manifest and database. */
export async function runStore(context: StageContext): Promise<Result<Outputs, StageFailure>> {
  const settings = context.with as unknown as ResolvedStore;
  const { sources, holes } = gatherLabels(context);
  const imported = settings.import ? importFiles(context, settings.import) : ok([]);
  if (!imported.ok) return imported;
  const all = [...sources, ...imported.value];
  const unlabelled = gatherUnlabelled(context);
  const candidates = all.flat();
  if (candidates.length + holes.length + unlabelled.length === 0) return nothing();
  const levels = distinctLevels(candidates.map(({ level }) => level));
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
