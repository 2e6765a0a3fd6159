import { canonicalText } from '../../base/canonical.ts';
import { type Digest, digestBytes } from '../../base/digest.ts';
import { Database } from '../../base/doors/sqlite.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { rowLabel } from '../../science/ase-db/row-label.ts';
import { labelBytes } from '../../science/label.ts';
import { type Attributes, structureBytes } from '../../science/structure.ts';
import { DatabaseManager, type IdentifiedRow } from './database-manager.ts';
import { type StoreError, storeFailure } from './store-error.ts';

/** A label out of a database, proven to be the one that was paid for: it can refill an empty cache. */
interface RecoveredLabel {
  readonly row: number;
  readonly item: Digest;
  /** Bytes of the structure; their digest is `item`. */
  readonly structure: Uint8Array;
  readonly attributes: Attributes;
  readonly labelDigest: Digest;
  /** Bytes of the label; their digest is `labelDigest`. */
  readonly label: Uint8Array;
  /** Texts of the two actions' preimages: their digests are the keys. */
  readonly calculation: string;
  readonly reading: string;
}

/** What a database gave back. */
export interface ReadBack {
  readonly labels: readonly RecoveredLabel[];
  /** Rows whose columns are not what was stored (edited), or that are broken. */
  readonly refused: readonly { readonly row: number; readonly why: string }[];
  /** How many rows have no label, or one that no action of ours made: there is nothing to recover. */
  readonly others: number;
}

/**
 * Reads the labels back out of an ase.db that `store` wrote. A row counts only where the item's digest,
 * worked out from its atoms, is the one in its calculation's preimage, and the label's, worked out from
 * its columns, is the one that was stored (and the one in the reading's preimage, where reading changes
 * nothing). Other rows are refused one by one; a file that cannot be opened fails.
 */
export function readBack(path: string): Result<ReadBack, StoreError> {
  const opened = DatabaseManager.open(path, { readonly: true });
  if (!opened.ok) return opened;
  const manager = opened.value;
  const labels: RecoveredLabel[] = [];
  const refused: { row: number; why: string }[] = [];
  let others = 0;
  try {
    for (const { id, row } of manager.iterate()) {
      if (!row.ok) refused.push({ row: id, why: row.error.message });
      else if (typeof row.value.data.calculation !== 'string') others++;
      else {
        const recovered = recover(row.value);
        if (recovered.ok) labels.push(recovered.value);
        else refused.push({ row: id, why: recovered.error });
      }
    }
    return ok({ labels, refused, others });
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error;
    return storeFailure('unreadable', `${path}: ${error.message}`);
  } finally {
    manager.close();
  }
}

function recover(row: IdentifiedRow): Result<RecoveredLabel, string> {
  const { calculation, reading, attributes, label: stored } = row.data;
  if (typeof calculation !== 'string' || typeof reading !== 'string') {
    return fail('it has only one of the two preimages');
  }
  const label = rowLabel(row);
  if (typeof label === 'string') return fail(label);
  const structureData = bytesOf(() => structureBytes(row.structure));
  const labelData = bytesOf(() => labelBytes(label));
  if (!structureData || !labelData) return fail('it holds numbers that are not finite');
  const item = digestBytes(structureData);
  const labelDigest = digestBytes(labelData);
  if (preimage(calculation, 'calculation')?.item !== item) {
    return fail('its atoms are not those that were calculated: the row was edited');
  }
  const read = preimage(reading, 'reading');
  const isIdentity = read?.version === 'identity';
  if (labelDigest !== stored || !read || (isIdentity && read.raw !== labelDigest)) {
    return fail('its energy, forces or stress are not those that were stored: the row was edited');
  }
  return ok({
    row: row.id,
    item,
    structure: structureData,
    attributes: (attributes ?? {}) as Attributes,
    labelDigest,
    label: labelData,
    calculation,
    reading,
  });
}

/** Packs a value; undefined where it holds numbers that are not finite. */
function bytesOf(pack: () => Uint8Array): Uint8Array | undefined {
  try {
    return pack();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The value in a preimage `[tag, version, value]`; undefined where the text is another or not canonical. */
function preimage(text: string, tag: string): { readonly [key: string]: unknown } | undefined {
  try {
    const value = JSON.parse(text);
    const fits = Array.isArray(value) && value[0] === tag && canonicalText(value) === text;
    return fits && typeof value[2] === 'object' ? (value[2] ?? undefined) : undefined;
  } catch {
    return undefined;
  }
}
