import { type Digest, digestBytes } from '../../base/digest.ts';
import { Database } from '../../base/doors/sqlite.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { ItemTask, StageFailure } from '../../engine/stage.ts';
import { decodeRow, type RawRow } from '../../science/ase-db/decode-row.ts';
import type { AseRow } from '../../science/ase-db/row.ts';
import { rowLabel } from '../../science/ase-db/row-label.ts';
import { hillFormula } from '../../science/formula.ts';
import { type Label, labelBytes, levelNamed } from '../../science/label.ts';
import { atomCount, readStructure, structureBytes } from '../../science/structure.ts';

/** Why a database has no label for a structure. */
interface NoLabel {
  readonly message: string;
  readonly hint?: string;
}

/** Finds the bytes of a structure's label; `level` is that of the rows that do not say theirs. */
type RecordedLabels = (
  task: Pick<ItemTask, 'item' | 'bytes'>,
  level: string | undefined,
) => Result<Uint8Array, NoLabel>;

interface NamedBytes {
  readonly bytes: Uint8Array;
  readonly name: string;
}

/** The database that was opened last: the batches of a node follow each other. */
let last: { readonly digest: Digest; readonly labels: RecordedLabels } | undefined;

/** The labels of an ase.db with this content, indexed by the structures' digests, as its atoms give them. */
export function openRecorded(
  digest: Digest,
  read: () => NamedBytes,
): Result<RecordedLabels, StageFailure> {
  if (last?.digest === digest) return ok(last.labels);
  const { bytes, name } = read();
  const rows = readRows(bytes);
  if (typeof rows === 'string') {
    return fail({ class: 'invalid', message: `${name} cannot be read: ${rows}` });
  }
  const labels: RecordedLabels = ({ item, bytes: structure }, level) =>
    labelOf(name, rows.get(item), hillFormula(readStructure(structure).numbers), level);
  last = { digest, labels };
  return ok(labels);
}

/** A labelled row: its number, and its results. */
type Recorded = Pick<AseRow, 'results' | 'data'> & { readonly id: number; readonly atoms: number };

/** The bytes of a file's header that say how it is written: 2 means with a log beside it. */
const WRITE_VERSION = 18;

/** The rows with an energy by their structures' digests, or what is wrong with the file. */
function readRows(bytes: Uint8Array): ReadonlyMap<Digest, readonly Recorded[]> | string {
  if (bytes[WRITE_VERSION] === 2) {
    return 'it is in WAL mode, so that a part of it may be in another file; run on it: sqlite3 FILE "PRAGMA journal_mode=DELETE"';
  }
  let db: Database.Database | undefined;
  try {
    db = new Database(Buffer.from(bytes));
    const rows = new Map<Digest, Recorded[]>();
    const all = db.prepare('SELECT * FROM systems WHERE energy IS NOT NULL ORDER BY id').iterate();
    for (const raw of all as Iterable<RawRow>) {
      const { structure, results, data } = decodeRow(raw);
      const item = digestBytes(structureBytes(structure));
      const row = { id: raw.id, atoms: atomCount(structure), results, data };
      rows.set(item, [...(rows.get(item) ?? []), row]);
    }
    return rows;
  } catch (error) {
    if (error instanceof Database.SqliteError) return `it is no ase.db (${error.message})`;
    if (error instanceof RangeError || error instanceof TypeError) return error.message;
    throw error;
  } finally {
    db?.close();
  }
}

function labelOf(
  name: string,
  rows: readonly Recorded[] | undefined,
  formula: string,
  level: string | undefined,
): Result<Uint8Array, NoLabel> {
  if (!rows) {
    return fail({
      message: `${name} has no label for this structure (${formula})`,
      hint: 'structures are the same only bit by bit (positions, cell, order of atoms, starting moments): replay those that were labelled, or label this one with its calculator',
    });
  }
  const found = new Map<Digest, { readonly bytes: Uint8Array; readonly id: number }>();
  for (const row of rows) {
    const bytes = bytesOf(row, level);
    if (typeof bytes === 'string') return fail({ message: `row ${row.id} of ${name}: ${bytes}` });
    const digest = digestBytes(bytes);
    if (!found.has(digest)) found.set(digest, { bytes, id: row.id });
  }
  const [one, other] = [...found.values()];
  if (other) {
    return fail({
      message: `rows ${one!.id} and ${other.id} of ${name} label this structure differently`,
      hint: 'keep one level of theory in the file: mlip-auto db export writes the rows that a selection finds',
    });
  }
  return ok(one!.bytes);
}

function bytesOf(
  { results, data, atoms }: Recorded,
  level: string | undefined,
): Uint8Array | string {
  const lacksLevel = data.level === undefined;
  const own = lacksLevel && level !== undefined ? { level: { ...levelNamed(level) } } : data;
  const label = rowLabel({ results, data: own });
  if (results.freeEnergy === undefined) return 'it has no free (force-consistent) energy';
  if (typeof label === 'string') return lacksLevel ? `${label}: say it with \`level\`` : label;
  if (label.magneticMoments && label.magneticMoments.length !== atoms) {
    return 'its magnetic moments are not one number an atom';
  }
  const bytes = finiteBytes(label);
  if (!bytes) return 'it holds numbers that are not finite';
  if (typeof data.label === 'string' && data.label !== digestBytes(bytes)) {
    return 'its energy, forces or stress are not those that were stored: the row was edited';
  }
  return bytes;
}

function finiteBytes(label: Label): Uint8Array | undefined {
  try {
    return labelBytes(label);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
