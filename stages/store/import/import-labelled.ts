import { ok, type Result } from '../../../base/result.ts';
import { rowLevel } from '../../../science/ase-db/row-label.ts';
import { areOneLevel, type LevelOfTheory, levelNamed } from '../../../science/label.ts';
import type { DatabaseManager } from '../database-manager.ts';
import type { ImportSettings } from '../resolve.ts';
import { pairsOf } from '../searchable-pairs.ts';
import { type StoreError, storeFailure } from '../store-error.ts';
import { labelledFrames } from './import-file.ts';

/**
 * Adds the labelled frames of an extended XYZ file (plain or gzipped) to a database, all or none, and says
 * how many and under which names it found their labels. The level of theory must be named: labels do not
 * say it themselves. Refused where the database holds labels of another one, unless `mix`.
 */
export function importLabelled(
  manager: DatabaseManager,
  file: { readonly bytes: Uint8Array; readonly name: string },
  settings: ImportSettings,
  mix = false,
): Result<{ readonly added: number; readonly notes: readonly string[] }, StoreError> {
  const read = labelledFrames(file, file.name, settings);
  if (!read.ok) {
    const { message, hint } = read.error;
    return storeFailure('refused', hint ? `${message} (${hint})` : message);
  }
  const { frames, notes } = read.value;
  return manager.transaction(() => {
    const other = mix ? undefined : otherLevel(manager, levelNamed(settings.level));
    if (other !== undefined) return storeFailure('refused', other);
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

/** Why labels of a level of theory would not be the only ones in a database; undefined where they would. */
function otherLevel(manager: DatabaseManager, level: LevelOfTheory): string | undefined {
  for (const { id, row } of manager.iterate()) {
    if (!row.ok) return row.error.message;
    const { results, data } = row.value;
    if (results.energy === undefined && results.freeEnergy === undefined) continue;
    const at = `row ${id} of ${manager.path}`;
    const there = rowLevel(data);
    if (!there) return `${at}: its label has no level of theory`;
    if (!areOneLevel(there, level)) {
      return `two levels of theory: "${there.words}" (${at}) and "${level.words}"`;
    }
  }
  return undefined;
}
