import { type Digest, digestBytes, digestHex, digestValue } from '../../base/digest.ts';
import type { Data, NdArray } from '../../science/ase-db/data-blob.ts';
import { checkKeyValue } from '../../science/ase-db/key-rules.ts';
import type { AseRow, KeyValuePairs } from '../../science/ase-db/row.ts';
import { type Label, labelBytes } from '../../science/label.ts';
import { type Attributes, type Structure, structureBytes } from '../../science/structure.ts';
import { checkLabel } from './check-label.ts';
import { checkStructure } from './check-structure.ts';

/** What is said beside a structure and its label; all of it may be left out. */
export interface RowMetadata {
  readonly attributes?: Attributes;
  /** Where the row stands in its dataset, from 0; its number in the database where left out. */
  readonly place?: number;
  readonly keyValuePairs?: KeyValuePairs;
  /** Kept as given in the `data` column, beside what the manager puts there itself. */
  readonly data?: { readonly [key: string]: Data };
  /** Texts whose digests are the keys of the two actions behind the label. */
  readonly calculation?: string;
  readonly reading?: string;
  /** Digests, where they are known already. */
  readonly item?: Digest;
  readonly label?: Digest;
}

/**
 * The row of a structure and its label, or why it is refused (the text names the trouble, not the
 * item). `label` left out: the row is marked `labelled=False`. `place` is the row's place where the
 * metadata do not say.
 */
export function storedRow(
  structure: Structure,
  label: Label | undefined,
  metadata: RowMetadata,
  place: number,
): AseRow | string {
  const pairs = label
    ? (metadata.keyValuePairs ?? {})
    : { ...metadata.keyValuePairs, labelled: false };
  const wrong =
    checkStructure(structure) ??
    (label && checkLabel(structure, label)) ??
    checkPairs(pairs) ??
    checkAttributes(structure, metadata.attributes) ??
    findNotFinite(metadata.data ?? {}, 'data');
  if (wrong) return wrong;
  const item = metadata.item ?? digestBytes(structureBytes(structure));
  const named = label && (metadata.label ?? digestBytes(labelBytes(label)));
  const { masses, tags, constraints } = metadata.attributes ?? {};
  return {
    uniqueId: uniqueId(item, named, metadata.place ?? place),
    structure,
    ...(masses && { masses: Float64Array.from(masses) }),
    ...(tags && { tags: Int32Array.from(tags) }),
    ...(constraints && { constraints }),
    ...(label && { calculator: calculatorName(label.level.words) }),
    results: label ? results(label) : {},
    keyValuePairs: pairs,
    data: rowData(metadata, item, label, named),
  };
}

/** The id of a row: the same item and label at the same place of a dataset have the same one. */
function uniqueId(item: Digest, label: Digest | undefined, place: number): string {
  return digestHex(digestValue('row', 1, [item, label ?? null, place])).slice(0, 32);
}

function results(label: Label): AseRow['results'] {
  const { freeEnergy, energy, forces, stress, magneticMoments, charges } = label;
  return {
    freeEnergy,
    energy,
    ...(forces && { forces }),
    ...(stress && { stress }),
    ...(magneticMoments && { magneticMoments }),
    ...(charges && { charges }),
  };
}

function rowData(
  metadata: RowMetadata,
  item: Digest,
  label: Label | undefined,
  named: Digest | undefined,
): AseRow['data'] {
  const { attributes, calculation, reading } = metadata;
  return {
    ...metadata.data,
    item,
    ...(attributes && { attributes: attributes as { [key: string]: Data } }),
    ...(label && named && { label: named, level: { ...label.level } }),
    ...(calculation !== undefined && { calculation }),
    ...(reading !== undefined && { reading }),
  };
}

/** ASE's lower-case calculator name: the first word of the level of theory. */
function calculatorName(words: string): string {
  return /^[A-Za-z0-9_+-]+/.exec(words.trim())?.[0].toLowerCase() ?? 'unknown';
}

function checkPairs(pairs: KeyValuePairs): string | undefined {
  for (const key of Object.keys(pairs)) {
    const wrong = checkKeyValue(key, pairs[key]);
    if (wrong) return wrong;
  }
  return undefined;
}

function checkAttributes(structure: Structure, attributes: Attributes = {}): string | undefined {
  const atoms = structure.numbers.length;
  const { masses, tags, weight } = attributes;
  if (masses && masses.length !== atoms) return `it has ${masses.length} masses for ${atoms} atoms`;
  if (masses && !masses.every((mass) => Number.isFinite(mass) && mass >= 0)) {
    return 'its masses are not all numbers of at least 0';
  }
  if (tags && tags.length !== atoms) return `it has ${tags.length} tags for ${atoms} atoms`;
  if (tags?.some((tag) => !Number.isInteger(tag))) return 'its tags are not all whole numbers';
  if (weight !== undefined && !(Number.isFinite(weight) && weight >= 0)) {
    return `its weight is ${weight}`;
  }
  return undefined;
}

/** Where a value of the `data` column is not finite, in words; undefined where all of it is. */
export function findNotFinite(value: Data | undefined, path: string): string | undefined {
  if (typeof value === 'number') {
    return Number.isFinite(value) ? undefined : `its ${path} is ${value}`;
  }
  if (value === null || typeof value !== 'object') return undefined;
  const values = (value as NdArray).values;
  if (ArrayBuffer.isView(values)) {
    const bad = Array.from(values as Float64Array).find((one) => Number.isNaN(one - one));
    return bad === undefined ? undefined : `its ${path} holds ${bad}`;
  }
  for (const [key, member] of Object.entries(value)) {
    const wrong = findNotFinite(member, `${path}.${key}`);
    if (wrong) return wrong;
  }
  return undefined;
}
