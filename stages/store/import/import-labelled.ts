import { ok, type Result } from '../../../base/result.ts';
import type { DatabaseManager } from '../database-manager.ts';
import { MetLabels } from '../met-labels.ts';
import type { ImportSettings } from '../resolve.ts';
import { pairsOf } from '../searchable-pairs.ts';
import { type StoreError, storeFailure } from '../store-error.ts';
import { labelledFrames } from './import-file.ts';

/** What became of the frames of an import. */
export interface ImportedLabels {
  readonly added: number;
  /** Frames that were there already: the same structure with the same label. */
  readonly repeated: number;
  readonly notes: readonly string[];
}

/**
 * Adds the labelled frames of an extended XYZ file (plain or gzipped) to a database, all or none, and says
 * how many and under which names it found their labels. A frame that is there already is left out. The level of theory
 * must be named: labels do not say it themselves. Refused: labels of another one than the database holds, unless
 * `mix`; another label for a structure that has one of this level.
 */
export function importLabelled(
  manager: DatabaseManager,
  file: { readonly bytes: Uint8Array; readonly name: string },
  settings: ImportSettings,
  mix = false,
): Result<ImportedLabels, StoreError> {
  const read = labelledFrames(file, file.name, settings);
  if (!read.ok) {
    const { message, hint } = read.error;
    return storeFailure('refused', hint ? `${message} (${hint})` : message);
  }
  const { frames, notes } = read.value;
  return manager.transaction(() => {
    const met = metIn(manager, mix);
    if (!met.ok) return met;
    let added = 0;
    for (const [at, { structure, label, attributes }] of frames.entries()) {
      const isNew = met.value.note(structure, label, `frame ${at + 1} of ${file.name}`);
      if (!isNew.ok) return isNew;
      if (!isNew.value) continue;
      const saved = manager.saveDftResult(structure, label, {
        attributes,
        keyValuePairs: pairsOf(attributes, {}),
      });
      if (!saved.ok) return saved;
      added++;
    }
    return ok({ added, repeated: frames.length - added, notes });
  });
}

/** What a database holds. Under `mix`, a row whose label names no level of theory is no obstacle. */
function metIn(manager: DatabaseManager, mix: boolean): Result<MetLabels, StoreError> {
  const met = new MetLabels(mix);
  for (const { id, row } of manager.iterate()) {
    const noted = row.ok ? met.noteRow(row.value, `row ${id} of ${manager.path}`) : row;
    if (!noted.ok && !mix) return noted;
  }
  return ok(met);
}
