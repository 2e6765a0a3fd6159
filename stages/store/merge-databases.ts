import { ok, type Result } from '../../base/result.ts';
import type { LevelOfTheory } from '../../science/label.ts';
import type { Attributes } from '../../science/structure.ts';
import type { DatabaseManager, IdentifiedRow } from './database-manager.ts';
import { labelOf, MetLabels } from './met-labels.ts';
import type { StoreError } from './store-error.ts';

/** What became of the rows of a merge. */
export interface Merged {
  readonly added: number;
  /** Rows that were there already: the same structure with the same label. */
  readonly repeated: number;
}

/** How rows come together. */
export interface MergeOptions {
  /** Lets labels of different levels of theory into one database. */
  readonly mix?: boolean;
  /** The level of theory of labels that name none, as those that ASE wrote. */
  readonly level?: LevelOfTheory;
}

/**
 * Adds the rows of databases to another one (made where there is none): all of them or none. A row that is
 * there already is left out. Refused: two levels of theory, unless `mix`; one structure with two labels of
 * one level; a row that is broken or that a new row could not be.
 */
export function mergeDatabases(
  target: DatabaseManager,
  sources: readonly DatabaseManager[],
  options: MergeOptions = {},
): Result<Merged, StoreError> {
  const met = new MetLabels(options.mix);
  const note = (row: IdentifiedRow, path: string) =>
    met.noteRow(row, `row ${row.id} of ${path}`, options.level);
  return target.transaction(() => {
    for (const { row } of target.iterate()) {
      const noted = row.ok ? note(row.value, target.path) : row;
      if (!noted.ok) return noted;
    }
    let [added, repeated] = [0, 0];
    for (const source of sources) {
      for (const { row } of source.iterate()) {
        const isNew = row.ok ? note(row.value, source.path) : row;
        if (!isNew.ok) return isNew;
        if (!isNew.value) repeated++;
        else {
          const copied = copyRow(
            target,
            (row as { readonly value: IdentifiedRow }).value,
            options.level,
          );
          if (!copied.ok) return copied;
          added++;
        }
      }
    }
    return ok({ added, repeated });
  });
}

function copyRow(
  target: DatabaseManager,
  row: IdentifiedRow,
  named: LevelOfTheory | undefined,
): Result<number, StoreError> {
  const { item, label: _, level, attributes, calculation, reading, ...data } = row.data;
  const { labelled: __, ...keyValuePairs } = row.keyValuePairs;
  const metadata = {
    attributes: {
      ...(attributes as Attributes | undefined),
      ...(row.masses && { masses: [...row.masses] }),
      ...(row.tags && { tags: [...row.tags] }),
      ...(row.constraints && {
        constraints: row.constraints as Attributes['constraints'] & object,
      }),
    },
    keyValuePairs,
    data,
    ...(typeof calculation === 'string' && { calculation }),
    ...(typeof reading === 'string' && { reading }),
  };
  const label = labelOf(row, named);
  return label && typeof label !== 'string'
    ? target.saveDftResult(row.structure, label, metadata)
    : target.saveStructure(row.structure, metadata);
}
