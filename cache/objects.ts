import { readFileSync, unlinkSync } from 'node:fs';
import { type Digest, digestBytes } from '../base/digest.ts';
import { ok, type Result } from '../base/result.ts';
import { blobOf, blobOfAll, sortedDigests } from './blob.ts';
import { guarded } from './failure.ts';
import type { Index } from './index-db.ts';
import { insertMany } from './insert-many.ts';
import {
  commitFile,
  isIntact,
  isNow,
  largeRow,
  largeWhole,
  lose,
  type ObjectLoss,
  putLarge,
  type Room,
  readLarge,
} from './large-objects.ts';
import { moveToObjects, objectPath, syncFiles } from './object-files.ts';
import { statOf } from './stamp.ts';

/** Values of this many bytes and more are files, smaller ones rows of the index. */
export const INLINE_LIMIT = 65_536;

/** A value (a string is its UTF-8) with the digest of its bytes. */
export type Value = readonly [digest: Digest, bytes: Uint8Array | string];

/** The values, by the digest of their bytes. Writing needs a state opened with `write`. */
export interface Objects {
  /** Keeps bytes (a string as UTF-8). What is there already is left alone. */
  put(bytes: Uint8Array | string): Digest;
  /** {@link put} of many values under digests that were made of them: they are not hashed again. */
  putMany(values: readonly Value[]): void;
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

/** The objects of an opened index. */
export function openObjects(folder: string, index: Index): Objects {
  const room: Room = { folder, index, unsynced: [] };
  index.beforeDurable(() => {
    syncFiles(room.unsynced);
    room.unsynced.length = 0;
  });
  return {
    put: (bytes) => put(room, typeof bytes === 'string' ? Buffer.from(bytes) : bytes),
    putMany: (values) => putMany(room, values),
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

const ADD_SMALL = 'INSERT OR IGNORE INTO small';

function put(room: Room, bytes: Uint8Array): Digest {
  const digest = digestBytes(bytes);
  if (bytes.length < INLINE_LIMIT) {
    room.index.change(`${ADD_SMALL} VALUES (?, ?)`, blobOf(digest), bytes);
  } else {
    putLarge(room, digest, bytes);
  }
  return digest;
}

function putMany(room: Room, values: readonly Value[]): void {
  const rows: Uint8Array[] = [];
  for (const [digest, value] of values) {
    const bytes = typeof value === 'string' ? Buffer.from(value) : value;
    if (bytes.length < INLINE_LIMIT) rows.push(blobOf(digest), bytes);
    else putLarge(room, digest, bytes);
  }
  insertMany(room.index, ADD_SMALL, 2, rows);
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
