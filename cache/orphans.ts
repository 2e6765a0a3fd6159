import { type Dirent, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Digest, digestFromHex } from '../base/digest.ts';
import { codeOf, guarded } from './failure.ts';
import { objectPath } from './object-files.ts';
import { statOf } from './stamp.ts';

/** A file among the objects that the index does not know: its writer died before the commit. */
export interface Orphan {
  readonly path: string;
  readonly bytes: number;
}

/** A file younger than this may be about to be committed by a `plan` beside us. */
const YOUNG_MS = 600_000;

/** The files among the objects that `known` does not know and nobody is about to commit. */
export function findOrphans(
  folder: string,
  known: (digest: Digest) => boolean,
  nowMs: number,
): readonly Orphan[] {
  return guarded('look through the objects', () => {
    const root = join(folder, 'objects');
    const shelves = entriesOf(root).filter(({ name }) => /^[0-9a-f]{2}$/.test(name));
    return shelves.flatMap((shelf) =>
      entriesOf(join(root, shelf.name)).flatMap(({ name }) => {
        if (!/^[0-9a-f]{62}$/.test(name)) return [];
        const digest = digestFromHex(shelf.name + name);
        return known(digest) ? [] : orphanAt(objectPath(folder, digest), nowMs);
      }),
    );
  });
}

function orphanAt(path: string, nowMs: number): readonly Orphan[] {
  const stat = statOf(path);
  if (!stat?.isFile() || Number(stat.ctimeMs) > nowMs - YOUNG_MS) return [];
  return [{ path, bytes: Number(stat.size) }];
}

/** Removes such files. */
export function removeOrphans(orphans: readonly Orphan[]): void {
  guarded('remove a file that nothing names', () => {
    for (const { path } of orphans) rmSync(path, { force: true });
  });
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}
