import {
  chmodSync,
  closeSync,
  copyFileSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { type Digest, digestHex } from '../base/digest.ts';
import { codeOf, guarded, tolerated } from './failure.ts';
import { digestOfFile } from './hash-file.ts';
import { statOf } from './stamp.ts';
import { temporaryName } from './temporary.ts';

/** Where an object that is a file lies: `objects/<2 hex>/<62 hex>`. */
export function objectPath(folder: string, digest: Digest): string {
  const hex = digestHex(digest);
  return join(folder, 'objects', hex.slice(0, 2), hex.slice(2));
}

/** The folder of files that are not objects yet. On the same disk as the objects, so that a rename suffices. */
export const temporaryFolder = (folder: string): string => join(folder, 'objects', 'tmp');

/** Writes an object's file, whole or not at all. */
export function writeObjectFile(folder: string, digest: Digest, bytes: Uint8Array): void {
  guarded('keep a value', () =>
    throughTemporary(folder, digest, (temporary) =>
      writeFileSync(temporary, bytes, { flag: 'wx', mode: 0o444 }),
    ),
  );
}

/** Moves a file among the objects, hashing it; `skip` says of a digest that it need not be kept again. */
export function moveToObjects(
  folder: string,
  path: string,
  skip: (digest: Digest) => boolean,
): Digest {
  return guarded('keep a file', () => {
    if (mayBeMoved(path)) {
      chmodSync(path, 0o444);
      return keepUnchanged(folder, path, skip, moveOrCopy);
    }
    return keepUnchanged(folder, path, skip, copyFileSync);
  });
}

/** A symbolic link, or a file with other names, would leave someone else a hand on the object. */
function mayBeMoved(path: string): boolean {
  const stat = lstatSync(path);
  return stat.isFile() && stat.nlink === 1;
}

function keepUnchanged(
  folder: string,
  path: string,
  skip: (digest: Digest) => boolean,
  bring: (from: string, to: string) => void,
): Digest {
  const before = lstatSync(path, { bigint: true });
  const digest = digestOfFile(path);
  if (!skip(digest)) {
    throughTemporary(folder, digest, (temporary) => {
      bring(path, temporary);
      chmodSync(temporary, 0o444);
      const after = lstatSync(temporary, { bigint: true });
      const moved = after.ino === before.ino;
      const same = moved ? after.mtimeNs === before.mtimeNs : digestOfFile(temporary) === digest;
      if (!same) throw new Error(`internal error: ${path} was written while it was being kept`);
    });
  }
  rmSync(path, { force: true });
  return digest;
}

function moveOrCopy(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (codeOf(error) !== 'EXDEV') throw error;
    copyFileSync(from, to);
  }
}

function throughTemporary(folder: string, digest: Digest, make: (temporary: string) => void): void {
  const final = objectPath(folder, digest);
  mkdirSync(temporaryFolder(folder), { recursive: true });
  mkdirSync(dirname(final), { recursive: true });
  const temporary = join(temporaryFolder(folder), temporaryName());
  try {
    make(temporary);
    renameSync(temporary, final);
  } catch (error) {
    tolerated(() => rmSync(temporary, { force: true }));
    throw error;
  }
}

/** Forces files and the folders that name them onto the disk; a file that is gone is passed over. */
export function syncFiles(paths: readonly string[]): void {
  guarded('write values to the disk', () => {
    const folders = new Set(paths.map((path) => dirname(path)));
    const above = new Set([...folders].map((folder) => dirname(folder)));
    for (const path of [...paths, ...folders, ...above]) {
      if (statOf(path) === undefined) continue;
      const file = openSync(path, 'r');
      try {
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
    }
  });
}
