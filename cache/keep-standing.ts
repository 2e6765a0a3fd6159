import {
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Digest, digestBytes } from '../base/digest.ts';
import { isShared } from '../base/network-disk.ts';
import {
  type Head,
  type IndexMark,
  type Standing,
  standingFile,
  standingFolder,
} from './standing.ts';
import { temporaryName } from './temporary.ts';

/** More answers than this are not kept beside each other. */
const MOST = 16;

/**
 * Keeps an answer to what was asked, found under `mark`. Only under the lock. Not where machines share the
 * disk: what it says of a file may be old. A disk that refuses is no failure: the next look is a whole one again.
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
    writeFileSync(temporary, encode(asked, mark, standing));
    renameSync(temporary, file);
  } catch {
    rmSync(temporary, { force: true });
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

/** A digest of all that follows it, the head as a line of JSON, and the stamps, paths and answer. */
function encode(asked: Digest, mark: IndexMark, { read, kept, answer }: Standing): Uint8Array {
  const stamps = [...read.stamps, ...kept.stamps].flatMap((stamp) => stamp.split(' ').map(BigInt));
  const paths = Buffer.from([...read.paths, ...kept.paths].join('\0'));
  const head: Head = {
    ...{ version: 1, asked, mark, paths: paths.length },
    ...{ read: read.paths.length, files: read.paths.length + kept.paths.length },
  };
  const line = Buffer.from(`${JSON.stringify(head)}\n`);
  const numbers = new Uint8Array(BigInt64Array.from(stamps).buffer);
  const body = Buffer.concat([line, numbers, paths, Buffer.from(answer)]);
  return Buffer.concat([Buffer.from(`${digestBytes(body)}\n`), body]);
}
