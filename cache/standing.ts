import { existsSync, lstatSync, readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { type Digest, digestHex } from '../base/digest.ts';
import { sideFile } from './holder.ts';
import { isRacy, stampOf, statOf } from './stamp.ts';
import { decodeStanding, FIELDS, type IndexMark, type Standing } from './standing-form.ts';

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

/** An answer that stands but for files that people may have changed since. */
export interface StandingLook {
  readonly asked: Digest;
  readonly mark: IndexMark;
  readonly standing: Standing;
  /** The places in `read` of the files that have another stamp: where there are none, the answer holds. */
  readonly moved: readonly number[];
}

/**
 * Looks at the answer to what is asked, if one was kept, and the index and every file that this program wrote
 * stand. `undefined` at the least doubt, also while an engine holds the workspace. Changes nothing.
 */
export function lookAtStanding(folder: string, asked: Digest): StandingLook | undefined {
  try {
    const file = standingFile(folder, asked);
    if (!existsSync(file) || existsSync(sideFile(folder))) return undefined;
    const { head, standing } = decodeStanding(readFileSync(file));
    if (head.asked !== asked || head.mark !== indexMark(folder)) return undefined;
    const moved = movedOf(standing, placesFrom(dirname(folder)));
    return moved && { asked, mark: head.mark, standing, moved };
  } catch {
    return undefined;
  }
}

/** How a path of a standing is given to the system: in the workspace itself the short one is looked up faster. */
function placesFrom(workspace: string): (path: string) => string {
  if (process.cwd() === workspace) return (path) => path;
  return (path) => (isAbsolute(path) ? path : `${workspace}/${path}`);
}

/** The files of people that moved; `undefined` where one of this program has. */
function movedOf(
  { read, kept }: Standing,
  placeOf: (path: string) => string,
): readonly number[] | undefined {
  const moved: number[] = [];
  for (let at = 0; at < read.paths.length; at++) {
    const stat = statSync(placeOf(read.paths[at] as string), QUIET);
    if (!isAs(stat, read.stamps, at)) moved.push(at);
  }
  for (let at = 0; at < kept.paths.length; at++) {
    const stat = lstatSync(placeOf(kept.paths[at] as string), QUIET);
    if (!isAs(stat, kept.stamps, at)) return undefined;
  }
  return moved;
}

const QUIET = { throwIfNoEntry: false } as const;

interface Numbers {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly ino: number;
}

const isAs = (stat: Numbers | undefined, stamps: Float64Array, at: number): boolean =>
  stat !== undefined &&
  stat.mtimeMs === stamps[at * FIELDS + 1] &&
  stat.ctimeMs === stamps[at * FIELDS + 2] &&
  stat.size === stamps[at * FIELDS] &&
  stat.ino === stamps[at * FIELDS + 3];
