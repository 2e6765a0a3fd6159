// Values that are files, each with a row of its size and stat.
import { type BigIntStats, readFileSync, rmSync } from 'node:fs';
import { type Digest, digestBytes } from '../base/digest.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { blobOf } from './blob.ts';
import { codeOf, guarded } from './failure.ts';
import { digestOfFile } from './hash-file.ts';
import type { Index } from './index-db.ts';
import { objectPath, writeObjectFile } from './object-files.ts';
import { isRacy, type Stamp, stampOf, statOf } from './stamp.ts';

/** Why an object cannot be had. It is forgotten where the state may be written, so that it can be made anew. */
export interface ObjectLoss {
  readonly digest: Digest;
  readonly loss: 'missing' | 'damaged';
  /** For people: "its file was deleted", "its bytes are not what they were (sha256:…)". */
  readonly why: string;
}

/** Where objects are kept. */
export interface Room {
  readonly folder: string;
  readonly index: Index;
  /** Files written since the last durable commit. */
  readonly unsynced: string[];
}

/** A row of the table of objects that are files. */
type LargeRow = readonly [size: number, stamp: Stamp];

export function putLarge(room: Room, digest: Digest, bytes: Uint8Array): void {
  if (isIntact(room, digest)) return;
  writeObjectFile(room.folder, digest, bytes);
  commitFile(room, digest);
}

/** Whether the file of a digest is as it was committed, by its stat. */
export function isIntact(room: Room, digest: Digest): boolean {
  const row = largeRow(room, digest);
  const stat = row && statOf(objectPath(room.folder, digest));
  return stat !== undefined && stampOf(stat) === row?.[1];
}

/** Makes the file that was just put in place known. */
export function commitFile(room: Room, digest: Digest): void {
  const path = objectPath(room.folder, digest);
  const stat = statOf(path);
  if (!stat) throw new Error(`internal error: ${path} is gone right after it was written`);
  room.unsynced.push(path);
  const sql = 'INSERT OR REPLACE INTO large VALUES (?, ?, ?)';
  room.index.change(sql, blobOf(digest), Number(stat.size), stampOf(stat));
}

export const isNow = (what: string, found: Digest): string =>
  `the bytes of its ${what} are now ${found}`;

export function readLarge(room: Room, digest: Digest): Result<Uint8Array, ObjectLoss> {
  const judged = largeStat(room, digest);
  if (!judged.ok) return judged;
  const { row, stat } = judged.value;
  const path = objectPath(room.folder, digest);
  const bytes = readable(() => readFileSync(path));
  if (!bytes.ok) return lose(room, digest, 'damaged', bytes.error, stat);
  const found = digestBytes(bytes.value);
  if (found !== digest) return lose(room, digest, 'damaged', isNow('file', found), stat);
  renew(room, digest, row, stat);
  return ok(bytes.value);
}

export function largeWhole(room: Room, digest: Digest): Result<void, ObjectLoss> {
  const judged = largeStat(room, digest);
  if (!judged.ok) return judged;
  const { row, stat } = judged.value;
  if (stampOf(stat) === row[1]) return ok(undefined);
  const found = readable(() => digestOfFile(objectPath(room.folder, digest)));
  if (!found.ok) return lose(room, digest, 'damaged', found.error, stat);
  if (found.value !== digest) {
    return lose(room, digest, 'damaged', isNow('file', found.value), stat);
  }
  renew(room, digest, row, stat);
  return ok(undefined);
}

/** Row and stat of an object that is a file, or the loss that they show without reading it. */
function largeStat(
  room: Room,
  digest: Digest,
): Result<{ readonly row: LargeRow; readonly stat: BigIntStats }, ObjectLoss> {
  const row = largeRow(room, digest);
  if (!row) return fail({ digest, loss: 'missing', why: 'it is not in this workspace' });
  const stat = guarded('read a value', () => statOf(objectPath(room.folder, digest)));
  if (!stat) return lose(room, digest, 'missing', 'its file was deleted');
  if (!stat.isFile()) return lose(room, digest, 'damaged', 'its place is not a file', stat);
  if (Number(stat.size) !== row[0]) {
    const why = `its file has ${stat.size} bytes instead of ${row[0]}`;
    return lose(room, digest, 'damaged', why, stat);
  }
  return ok({ row, stat });
}

/** What cannot be read is a loss; what the code does wrong is not. */
function readable<T>(work: () => T): Result<T, string> {
  try {
    return ok(work());
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined || code.startsWith('ERR_')) throw error;
    return fail(`its file cannot be read (${code})`);
  }
}

/** The bytes are right: their new stat counts from now on. */
function renew(room: Room, digest: Digest, row: LargeRow, stat: BigIntStats): void {
  const stamp = stampOf(stat);
  if (stamp === row[1] || !room.index.writable || isRacy(stat, Date.now())) return;
  room.index.change('UPDATE large SET stamp = ? WHERE digest = ?', stamp, blobOf(digest));
}

/** Forgets an object, unless another process has just made it anew: first the row, then the file. */
export function lose(
  room: Room,
  digest: Digest,
  loss: ObjectLoss['loss'],
  why: string,
  stat?: BigIntStats,
): Result<never, ObjectLoss> {
  const { index } = room;
  if (!index.writable) return fail({ digest, loss, why });
  const path = objectPath(room.folder, digest);
  index.transaction(() => {
    index.change('DELETE FROM small WHERE digest = ?', blobOf(digest));
    index.change('DELETE FROM large WHERE digest = ?', blobOf(digest));
    index.change(
      "INSERT INTO counters VALUES ('losses', 1) ON CONFLICT (name) DO UPDATE SET value = value + 1",
    );
  }, false);
  const now = stat && statOf(path);
  if (now?.isFile() && stampOf(now) === stampOf(stat as BigIntStats)) {
    guarded('remove a damaged value', () => rmSync(path, { force: true }));
  }
  return fail({ digest, loss, why });
}

export const largeRow = (room: Room, digest: Digest): LargeRow | undefined =>
  room.index.rows<LargeRow>('SELECT size, stamp FROM large WHERE digest = ?', blobOf(digest))[0];
