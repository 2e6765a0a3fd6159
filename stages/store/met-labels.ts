import { type Digest, digestBytes } from '../../base/digest.ts';
import { ok, type Result } from '../../base/result.ts';
import { rowLabel, rowLevel } from '../../science/ase-db/row-label.ts';
import { areOneLevel, type Label, type LevelOfTheory, labelBytes } from '../../science/label.ts';
import { type Structure, structureBytes } from '../../science/structure.ts';
import type { IdentifiedRow } from './database-manager.ts';
import { type StoreError, storeFailure } from './store-error.ts';

/** The labels that were met while rows come together: their level of theory, and one for every structure. */
export class MetLabels {
  readonly #labels = new Map<string, { readonly label: Digest | undefined; readonly at: string }>();
  readonly #mix: boolean;
  #level: (LevelOfTheory & { readonly at: string }) | undefined;

  /** `mix` lets labels of different levels of theory come together. */
  constructor(mix = false) {
    this.#mix = mix;
  }

  /** Notes a row, which is `at` in words; `level` is that of a label which names none. As {@link note}. */
  noteRow(row: IdentifiedRow, at: string, level?: LevelOfTheory): Result<boolean, StoreError> {
    const label = labelOf(row, level);
    if (typeof label === 'string') return storeFailure('refused', `${at}: ${label}`);
    return this.note(row.structure, label, at);
  }

  /**
   * Notes a structure with its label; false where the same with the same label was met before. Refused: another level
   * of theory, another label of the same level for the same structure.
   */
  note(structure: Structure, label: Label | undefined, at: string): Result<boolean, StoreError> {
    const other = label && !this.#mix ? this.#otherLevel(label.level, at) : undefined;
    if (other !== undefined) return storeFailure('refused', other);
    const item = digestBytes(structureBytes(structure));
    const key = `${item} ${label?.level.digest ?? ''}`;
    const digest = label && digestBytes(labelBytes(label));
    const before = this.#labels.get(key);
    if (!before) this.#labels.set(key, { label: digest, at });
    if (!before || before.label === digest) return ok(!before);
    return storeFailure('refused', `${at} and ${before.at} are one structure with two labels`);
  }

  #otherLevel(level: LevelOfTheory, at: string): string | undefined {
    this.#level ??= { ...level, at };
    if (!areOneLevel(this.#level, level)) {
      return `two levels of theory: "${this.#level.words}" (${this.#level.at}) and "${level.words}" (${at})`;
    }
    // Elements that the rows before did not have: those that follow must agree on them.
    const { parts } = level;
    if (parts) this.#level = { ...this.#level, parts: { ...this.#level.parts, ...parts } };
    return undefined;
  }
}

/**
 * The label of a row, what is wrong with it, or undefined of a row without one; `level` is that of a label which names
 * none.
 */
export function labelOf(
  row: IdentifiedRow,
  level: LevelOfTheory | undefined,
): Label | string | undefined {
  const { energy, freeEnergy } = row.results;
  if (energy === undefined && freeEnergy === undefined) return undefined;
  if (!level || rowLevel(row.data)) return rowLabel(row);
  return rowLabel({ results: row.results, data: { ...row.data, level: { ...level } } });
}
