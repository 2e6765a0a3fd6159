import { type Digest, digestBytes } from '../../base/digest.ts';
import { ok, type Result } from '../../base/result.ts';
import { rowLabel, rowLevel } from '../../science/ase-db/row-label.ts';
import { areOneLevel, type Label, type LevelOfTheory, labelBytes } from '../../science/label.ts';
import { type Attributes, structureBytes } from '../../science/structure.ts';
import type { DatabaseManager, IdentifiedRow } from './database-manager.ts';
import { type StoreError, storeFailure } from './store-error.ts';

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
  const seen = new Seen(options);
  return target.transaction(() => {
    for (const { row } of target.iterate()) {
      const noted = row.ok ? seen.note(row.value, target.path) : row;
      if (!noted.ok) return noted;
    }
    let [added, repeated] = [0, 0];
    for (const source of sources) {
      for (const { row } of source.iterate()) {
        const isNew = row.ok ? seen.note(row.value, source.path) : row;
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

/** What was met so far: levels of theory, and the label of every structure. */
class Seen {
  readonly #labels = new Map<string, { readonly label: Digest | undefined; readonly at: string }>();
  readonly #mix: boolean;
  readonly #named: LevelOfTheory | undefined;
  #level: (LevelOfTheory & { readonly at: string }) | undefined;

  constructor({ mix = false, level }: MergeOptions) {
    this.#mix = mix;
    this.#named = level;
  }

  /** Notes a row; false where the same structure with the same label was met before. */
  note(row: IdentifiedRow, path: string): Result<boolean, StoreError> {
    const at = `row ${row.id} of ${path}`;
    const label = labelOf(row, this.#named);
    if (typeof label === 'string') return storeFailure('refused', `${at}: ${label}`);
    if (label && !this.#mix) {
      this.#level ??= { ...label.level, at };
      const { parts } = label.level;
      if (!areOneLevel(this.#level, label.level)) {
        return storeFailure(
          'refused',
          `two levels of theory: "${this.#level.words}" (${this.#level.at}) and "${label.level.words}" (${at})`,
        );
      }
      // Elements that the rows before did not have: those that follow must agree on them.
      if (parts) this.#level = { ...this.#level, parts: { ...this.#level.parts, ...parts } };
    }
    const item = digestBytes(structureBytes(row.structure));
    const key = `${item} ${label?.level.digest ?? ''}`;
    const digest = label && digestBytes(labelBytes(label));
    const before = this.#labels.get(key);
    if (!before) this.#labels.set(key, { label: digest, at });
    if (!before || before.label === digest) return ok(!before);
    return storeFailure('refused', `${at} and ${before.at} are one structure with two labels`);
  }
}

/** The label of a row, what is wrong with it, or undefined of a row without one. */
function labelOf(row: IdentifiedRow, level: LevelOfTheory | undefined): Label | string | undefined {
  const { energy, freeEnergy } = row.results;
  if (energy === undefined && freeEnergy === undefined) return undefined;
  if (!level || rowLevel(row.data)) return rowLabel(row);
  return rowLabel({ results: row.results, data: { ...row.data, level: { ...level } } });
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
