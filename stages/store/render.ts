import { join } from 'node:path';
import type { Digest } from '../../base/digest.ts';
import { ok, type Result } from '../../base/result.ts';
import type { StageContext } from '../../engine/stage.ts';
import type { Dataset, DatasetEntry } from '../../science/dataset.ts';
import { readStructure } from '../../science/structure.ts';
import type { Candidate } from './candidate.ts';
import { DatabaseManager } from './database-manager.ts';
import { pairsOf } from './searchable-pairs.ts';
import type { StoreError } from './store-error.ts';

/** How many rows between two words of progress. */
const STRIDE = 500;

/**
 * Writes the ase.db that shows a dataset: its entries in order, then the structures without a label.
 * Returns the file's path in the scratch folder. The same dataset is the same bytes.
 */
export function renderDatabase(
  context: StageContext,
  dataset: Dataset,
  candidates: readonly Candidate[],
): Result<string, StoreError> {
  const path = join(context.scratch(), 'dataset.db');
  const opened = DatabaseManager.open(path, { scratch: true });
  if (!opened.ok) return opened;
  const manager = opened.value;
  try {
    const written = manager.transaction(() => {
      const labelled = writeEntries(context, manager, dataset.entries, candidates);
      return labelled.ok ? writeUnlabelled(context, manager, dataset) : labelled;
    });
    return written.ok ? ok(path) : written;
  } finally {
    manager.close();
  }
}

function writeEntries(
  context: StageContext,
  manager: DatabaseManager,
  entries: readonly DatasetEntry[],
  candidates: readonly Candidate[],
): Result<void, StoreError> {
  const text = (digest: Digest | undefined) =>
    digest && Buffer.from(context.read(digest)).toString('utf8');
  for (const [place, entry] of entries.entries()) {
    const candidate = candidates[place] as Candidate;
    const calculation = text(entry.calculation);
    const reading = text(entry.reading);
    const saved = manager.saveDftResult(candidate.structure(), candidate.value(), {
      place,
      item: entry.item,
      label: entry.label,
      attributes: entry.attributes,
      keyValuePairs: pairsOf(entry.attributes, { family: entry.family, part: entry.part }),
      ...(calculation !== undefined && { calculation }),
      ...(reading !== undefined && { reading }),
    });
    if (!saved.ok) return saved;
    if (place % STRIDE === STRIDE - 1) context.progress(place + 1, entries.length, 'rows');
  }
  return ok(undefined);
}

function writeUnlabelled(
  context: StageContext,
  manager: DatabaseManager,
  { entries, unlabelled }: Dataset,
): Result<void, StoreError> {
  for (const [i, { item, attributes }] of unlabelled.entries()) {
    const metadata = {
      place: entries.length + i,
      item,
      attributes,
      keyValuePairs: pairsOf(attributes, {}),
    };
    const saved = manager.saveStructure(readStructure(context.read(item)), metadata);
    if (!saved.ok) return saved;
  }
  return ok(undefined);
}
