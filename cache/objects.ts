import { type BigIntStats, readFileSync, rmSync, unlinkSync } from 'node:fs';
import { type Digest, digestBytes } from '../base/digest.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { blobOf, blobOfAll, sortedDigests } from './blob.ts';
import { codeOf, guarded } from './failure.ts';
import { digestOfFile } from './hash-file.ts';
import type { Index } from './index-db.ts';
import { moveToObjects, objectPath, syncFiles, writeObjectFile } from './object-files.ts';
import { isRacy, type Stamp, stampOf, statOf } from './stamp.ts';

/** Values of this many bytes and more are files, smaller ones rows of the index. */
export const INLINE_LIMIT = 65_536;

/** Why an object cannot be had. It is forgotten where the state may be written, so that it can be made anew. */
export interface ObjectLoss {
  readonly digest: Digest;
  readonly loss: 'missing' | 'damaged';
  /** For people: "its file was deleted", "its bytes are not what they were (sha256:…)". */
  readonly why: string;
}

/** The values, by the digest of their bytes. Writing needs a state opened with `write`. */
export interface Objects {
  /** Keeps bytes (a string as UTF-8). What is there already is left alone. */
  put(bytes: Uint8Array | string): Digest;
  /** Keeps a file by moving it away from `path` (copied where it cannot be moved, or has other names). */
  putFile(path: string): Digest;
  /** Takes the bytes of a file that would be a row, and removes it; nothing where it would be a file. Nothing is kept yet. */
  takeSmall(path: string): Uint8Array | undefined;
  /** The bytes, hashed again each time. */
  read(digest: Digest): Result<Uint8Array, ObjectLoss>;
  /**
   * Whether an object is whole. A file whose stat is as committed is not read; another stat means that it
   * is hashed again: equal renews the stat, unequal is damaged. A row of the index: that it is there.
   */
  isWhole(digest: Digest): Result<void, ObjectLoss>;
  /**
   * The losses among many, in order; empty when all are whole. Rows cost about 1 µs each (one statement for
   * all of them), files one stat each.
   */
  wholeMany(digests: readonly Digest[]): ObjectLoss[];
  /**
   * {@link read} of each of many different ones, in no order, as they come: a few at a time, so that a
   * hundred thousand small values are read in half a second and never held all at once.
   */
  readMany(digests: readonly Digest[]): Iterable<readonly [Digest, Result<Uint8Array, ObjectLoss>]>;
  /** Bytes of an object that is known here, not checked. */
  size(digest: Digest): number | undefined;
  /** The file of an object that is kept as a file; read it only, it is the object. */
  pathOf(digest: Digest): string | undefined;
  /**
   * A number that moves whenever an object is forgotten. Rows commit together with the records that name
   * them, so a set of small objects proven whole under this number is whole while it stays, at no cost.
   */
  losses(): number;
}

interface Room {
  readonly folder: string;
  readonly index: Index;
  /** Files written since the last durable commit. */
  readonly unsynced: string[];
}

/** A row of the table of objects that are files. */
type LargeRow = readonly [size: number, stamp: Stamp];

/** The objects of an opened index. */
export function openObjects(folder: string, index: Index): Objects {
  const room: Room = { folder, index, unsynced: [] };
  index.beforeDurable(() => {
    syncFiles(room.unsynced);
    room.unsynced.length = 0;
  });
  return {
    put: (bytes) => put(room, typeof bytes === 'string' ? Buffer.from(bytes) : bytes),
    putFile: (path) => putFile(room, path),
    takeSmall,
    read: (digest) => read(room, digest),
    isWhole: (digest) => (isSmall(room, digest) ? ok(undefined) : largeWhole(room, digest)),
    wholeMany: (digests) => wholeMany(room, digests),
    readMany: (digests) => readMany(room, digests),
    size: (digest) => smallSize(room, digest) ?? largeRow(room, digest)?.[0],
    pathOf: (digest) => (largeRow(room, digest) ? objectPath(folder, digest) : undefined),
    losses: () => index.value<number>("SELECT value FROM counters WHERE name = 'losses'") ?? 0,
  };
}

function put(room: Room, bytes: Uint8Array): Digest {
  const digest = digestBytes(bytes);
  if (bytes.length < INLINE_LIMIT) {
    room.index.change('INSERT OR IGNORE INTO small VALUES (?, ?)', blobOf(digest), bytes);
  } else if (!isIntact(room, digest)) {
    writeObjectFile(room.folder, digest, bytes);
    commitFile(room, digest);
  }
  return digest;
}

function takeSmall(path: string): Uint8Array | undefined {
  return guarded('keep a file', () => {
    const stat = statOf(path);
    if (!stat?.isFile() || stat.size >= INLINE_LIMIT) return undefined;
    const bytes = readFileSync(path);
    unlinkSync(path);
    return bytes;
  });
}

function putFile(room: Room, path: string): Digest {
  const small = takeSmall(path);
  if (small) return put(room, small);
  let known = false;
  const digest = moveToObjects(room.folder, path, (found) => {
    known = isIntact(room, found);
    return known;
  });
  if (!known) commitFile(room, digest);
  return digest;
}

/** Whether the file of a digest is as it was committed, by its stat. */
function isIntact(room: Room, digest: Digest): boolean {
  const row = largeRow(room, digest);
  const stat = row && statOf(objectPath(room.folder, digest));
  return stat !== undefined && stampOf(stat) === row?.[1];
}

/** Makes the file that was just put in place known. */
function commitFile(room: Room, digest: Digest): void {
  const path = objectPath(room.folder, digest);
  const stat = statOf(path);
  if (!stat) throw new Error(`internal error: ${path} is gone right after it was written`);
  room.unsynced.push(path);
  const sql = 'INSERT OR REPLACE INTO large VALUES (?, ?, ?)';
  room.index.change(sql, blobOf(digest), Number(stat.size), stampOf(stat));
}

function read(room: Room, digest: Digest): Result<Uint8Array, ObjectLoss> {
  const sql = 'SELECT bytes FROM small WHERE digest = ?';
  return verified(room, digest, room.index.value<Buffer>(sql, blobOf(digest)));
}

/** The bytes of a row, hashed; those of the file where there is no row. */
function verified(
  room: Room,
  digest: Digest,
  bytes: Uint8Array | undefined,
): Result<Uint8Array, ObjectLoss> {
  if (bytes === undefined) return readLarge(room, digest);
  const found = digestBytes(bytes);
  return found === digest ? ok(bytes) : lose(room, digest, 'damaged', isNow('row', found));
}

const isNow = (what: string, found: Digest): string => `the bytes of its ${what} are now ${found}`;

function readLarge(room: Room, digest: Digest): Result<Uint8Array, ObjectLoss> {
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

function largeWhole(room: Room, digest: Digest): Result<void, ObjectLoss> {
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
function lose(
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

const SMALL_BYTES = `
WITH RECURSIVE place(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM place WHERE i + 1 < @count)
SELECT i, bytes FROM place JOIN small ON digest = substr(@digests, i * 32 + 1, 32)`;

const AT_ONCE = 2048;

function* readMany(
  room: Room,
  digests: readonly Digest[],
): Generator<readonly [Digest, Result<Uint8Array, ObjectLoss>]> {
  const { sorted } = sortedDigests(digests);
  for (let from = 0; from < sorted.length; from += AT_ONCE) {
    const some = sorted.slice(from, from + AT_ONCE);
    const named = { count: some.length, digests: blobOfAll(some) };
    const rows = new Map(room.index.rows<[number, Uint8Array]>(SMALL_BYTES, named));
    for (const [at, digest] of some.entries()) yield [digest, verified(room, digest, rows.get(at))];
  }
}

const NOT_SMALL = `
WITH RECURSIVE place(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM place WHERE i + 1 < @count)
SELECT i FROM place
WHERE NOT EXISTS (SELECT 1 FROM small WHERE digest = substr(@digests, i * 32 + 1, 32))`;

function wholeMany(room: Room, digests: readonly Digest[]): ObjectLoss[] {
  if (digests.length === 0) return [];
  const losses: ObjectLoss[] = [];
  const { sorted, places } = sortedDigests(digests);
  const named = { count: sorted.length, digests: blobOfAll(sorted) };
  const others = room.index
    .rows<[number]>(NOT_SMALL, named)
    .map(([at]) => places[at] as number)
    .sort((a, b) => a - b);
  for (const digest of new Set(others.map((place) => digests[place] as Digest))) {
    const whole = largeWhole(room, digest);
    if (!whole.ok) losses.push(whole.error);
  }
  return losses;
}

const isSmall = (room: Room, digest: Digest): boolean =>
  room.index.value('SELECT 1 FROM small WHERE digest = ?', blobOf(digest)) !== undefined;

const smallSize = (room: Room, digest: Digest): number | undefined =>
  room.index.value('SELECT length(bytes) FROM small WHERE digest = ?', blobOf(digest));

const largeRow = (room: Room, digest: Digest): LargeRow | undefined =>
  room.index.rows<LargeRow>('SELECT size, stamp FROM large WHERE digest = ?', blobOf(digest))[0];
