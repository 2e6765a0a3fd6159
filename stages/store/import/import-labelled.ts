import { ok, type Result } from '../../../base/result.ts';
import type { DatabaseManager } from '../database-manager.ts';
import type { ImportSettings } from '../resolve.ts';
import { pairsOf } from '../searchable-pairs.ts';
import { type StoreError, storeFailure } from '../store-error.ts';
import { labelledFrames } from './import-file.ts';

/**
 * Adds the labelled frames of an extended XYZ file (plain or gzipped) to a database, all or none, and says
 * how many and under which names it found their labels. The level of theory must be named: labels do not
 * say it themselves.
 */
export function importLabelled(
  manager: DatabaseManager,
  file: { readonly bytes: Uint8Array; readonly name: string },
  settings: ImportSettings,
): Result<{ readonly added: number; readonly notes: readonly string[] }, StoreError> {
  const read = labelledFrames(file, file.name, settings);
  if (!read.ok) {
    const { message, hint } = read.error;
    return storeFailure('refused', hint ? `${message} (${hint})` : message);
  }
  const { frames, notes } = read.value;
  return manager.transaction(() => {
    for (const { structure, label, attributes } of frames) {
      const saved = manager.saveDftResult(structure, label, {
        attributes,
        keyValuePairs: pairsOf(attributes, {}),
      });
      if (!saved.ok) return saved;
    }
    return ok({ added: frames.length, notes });
  });
}
