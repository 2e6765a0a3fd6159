import { existsSync, lstatSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Digest, digestBytes, digestHex } from '../base/digest.ts';
import { sideFile } from './holder.ts';
import { isRacy, type Stamp, stampOf, statOf } from './stamp.ts';

/**
 * An answer that was found with everything up to date, and all that it was found from. While every file stands
 * as it was, the index itself among them, the answer is the same, and nothing need be opened to know it.
 */
export interface Standing {
  /** What the files must be like, links followed: those that people write. */
  readonly read: Stood;
  /** Likewise, links not followed: those that this program wrote. */
  readonly kept: Stood;
  readonly answer: string;
}

/** Files by path, and the stamp of each. */
export interface Stood {
  readonly paths: readonly string[];
  readonly stamps: readonly Stamp[];
}

/** The index of a state folder as it lies on the disk. */
export type IndexMark = Stamp & { readonly __of: 'index' };

/** The numbers of a stamp. */
export const FIELDS = 4;

/**
 * What the index is on the disk, where that says all of it: nobody has a commit in the log beside it, and its
 * last change is older than the tick of the clock. Equal marks of two moments mean that nothing was written
 * between: SQLite changes a file only by writing it, and a write moves its times.
 */
export function indexMark(folder: string): IndexMark | undefined {
  const file = join(folder, 'index.db');
  const stat = statOf(file);
  if (!stat || hasBytes(`${file}-wal`) || hasBytes(`${file}-journal`)) return undefined;
  return isRacy(stat, Date.now()) ? undefined : (stampOf(stat) as IndexMark);
}

const hasBytes = (path: string): boolean => (statOf(path)?.size ?? 0n) > 0n;

/** Where the answers of a state folder are. */
export const standingFolder = (folder: string): string => join(folder, 'standing');

/** The answer to what was asked. */
export const standingFile = (folder: string, asked: Digest): string =>
  join(standingFolder(folder), digestHex(asked));

/**
 * The answer to what is asked, if one was kept and everything it was found from stands: the index, every
 * file. `undefined` at the least doubt, also while an engine holds the workspace. Changes nothing.
 */
export function standingAnswer(folder: string, asked: Digest): string | undefined {
  try {
    const file = standingFile(folder, asked);
    if (!existsSync(file) || existsSync(sideFile(folder))) return undefined;
    const { head, stamps, paths, answer } = decode(readFileSync(file));
    if (head.asked !== asked || head.mark !== indexMark(folder)) return undefined;
    return allStand(paths, stamps, head.read) ? answer() : undefined;
  } catch {
    return undefined;
  }
}

const BIG = { bigint: true } as const;

/** Whether every file is there with its stamp; of the first `followed`, links are followed. */
function allStand(paths: readonly string[], stamps: BigInt64Array, followed: number): boolean {
  for (let at = 0, field = 0; at < paths.length; at++, field += FIELDS) {
    const path = paths[at] as string;
    const { size, mtimeNs, ctimeNs, ino } =
      at < followed ? statSync(path, BIG) : lstatSync(path, BIG);
    if (mtimeNs !== stamps[field + 1] || ctimeNs !== stamps[field + 2]) return false;
    if (size !== stamps[field] || ino !== stamps[field + 3]) return false;
  }
  return true;
}

/** What is written before the rest. */
export interface Head {
  readonly version: 1;
  readonly asked: Digest;
  readonly mark: IndexMark;
  /** How many files are read, and how many there are. */
  readonly read: number;
  readonly files: number;
  /** Bytes of the paths. */
  readonly paths: number;
}

interface Decoded {
  readonly head: Head;
  readonly stamps: BigInt64Array;
  readonly paths: readonly string[];
  /** Made into text only where it is to be said. */
  readonly answer: () => string;
}

/** Throws on anything but the bytes that `keepStanding` made. */
function decode(bytes: Buffer): Decoded {
  const start = bytes.indexOf(10) + 1;
  const body = bytes.subarray(start);
  if (digestBytes(body) !== bytes.toString('latin1', 0, start - 1)) throw new Error('damaged');
  const end = body.indexOf(10) + 1;
  const head = JSON.parse(body.toString('utf8', 0, end)) as Head;
  if (head.version !== 1) throw new Error('of another program');
  const numbers = end + head.files * FIELDS * 8;
  const text = numbers + head.paths;
  const paths = head.files === 0 ? [] : body.toString('utf8', numbers, text).split('\0');
  const stamps = new BigInt64Array(new Uint8Array(body.subarray(end, numbers)).buffer);
  if (paths.length !== head.files) throw new Error('damaged');
  return { head, stamps, paths, answer: () => body.toString('utf8', text) };
}
