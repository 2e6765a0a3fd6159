import {
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Digest } from '../base/digest.ts';
import { isShared } from '../base/network-disk.ts';
import { tolerated } from './failure.ts';
import { digestOfFile } from './hash-file.ts';
import { isRacy, stampOf } from './stamp.ts';
import { type StandingLook, standingFile, standingFolder } from './standing.ts';
import {
  encodeStanding,
  FIELDS,
  type IndexMark,
  numbersOf,
  type Standing,
} from './standing-form.ts';
import { temporaryName } from './temporary.ts';

/** More answers than this are not kept beside each other. */
const MOST = 16;

/**
 * Keeps an answer to what was asked, found under `mark`: while the index has another it is none, so nobody need
 * hold the workspace. Not where machines share the disk: what it says of a file may be old. A disk that refuses
 * is no failure: the next look is a whole one again.
 */
export function keepStanding(
  folder: string,
  asked: Digest,
  mark: IndexMark,
  standing: Standing,
): void {
  if (isShared(folder)) return;
  const file = standingFile(folder, asked);
  const temporary = join(standingFolder(folder), temporaryName());
  try {
    mkdirSync(standingFolder(folder), { recursive: true });
    dropOld(folder);
    writeFileSync(temporary, encodeStanding(asked, mark, standing));
    renameSync(temporary, file);
  } catch {
    // A disk that refuses may refuse this too.
    tolerated(() => rmSync(temporary, { force: true }));
  }
}

/** An answer that is older than the last change of the index holds no more. */
function dropOld(folder: string): void {
  const changed = statSync(join(folder, 'index.db')).mtimeMs;
  const names = readdirSync(standingFolder(folder)).map((name) =>
    join(standingFolder(folder), name),
  );
  const aged = names.map((name) => ({ name, made: lstatSync(name).mtimeMs }));
  const old = aged.sort((a, b) => b.made - a.made);
  for (const [at, { name, made }] of old.entries()) {
    if (made < changed || at >= MOST - 1) rmSync(name, { force: true });
  }
}

/** What is found of the files that moved. */
export interface Rehashed {
  /** Those whose bytes are others now, by absolute path; without a digest where there is no such file any more. */
  readonly changed: ReadonlyMap<string, Digest | undefined>;
  /** The answer with the new stamps of those whose bytes are the same; none where one cannot be kept yet. */
  readonly renewed: Standing | undefined;
}

/**
 * Hashes the files that moved since an answer was kept; gives up (`undefined`) where a file that matters as a whole
 * is another, since then nothing of the answer is of use.
 */
export function rehash(folder: string, { standing, moved }: StandingLook): Rehashed | undefined {
  const { read } = standing;
  const changed = new Map<string, Digest | undefined>();
  const stamps = Float64Array.from(read.stamps);
  let settled = true;
  for (const at of moved) {
    const path = resolve(dirname(folder), read.paths[at] as string);
    const now = Date.now();
    const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
    const digest = stat?.isFile() ? digestOfFile(path) : undefined;
    if (digest !== read.digests[at]) {
      if (at < read.sources) return undefined;
      changed.set(path, digest);
    } else if (!stat || isRacy(stat, now)) settled = false;
    else stamps.set(numbersOf(stampOf(stat)), at * FIELDS);
  }
  const renewed = settled ? { ...standing, read: { ...read, stamps } } : undefined;
  return { changed, renewed };
}
