import { join } from 'node:path';
import type { Digest } from '../base/digest.ts';
import { blobOf, blobOfAll, digestOfBlob, sortedDigests } from './blob.ts';
import type { Index } from './index-db.ts';
import { objectPath } from './object-files.ts';
import type { Stamp } from './stamp.ts';
import type { Stood } from './standing.ts';

/** A file and the digest that it must have. */
export interface Wanted {
  readonly path: string;
  readonly digest: Digest;
}

/** The input files with the stamps under which each was hashed; `undefined` where one is not known so. */
export function stoodInputs(index: Index, files: readonly Wanted[]): Stood | undefined {
  const sql = 'SELECT stamp, digest FROM files WHERE path = ?';
  return stoodAs(
    files,
    files.map(({ path }) => index.rows<Row>(sql, path)[0]),
  );
}

/** The published files (by path relative to the workspace) as they were left there. */
export function stoodPublished(
  index: Index,
  workspace: string,
  files: readonly Wanted[],
): Stood | undefined {
  const sql = 'SELECT stamp, digest FROM published WHERE path = ?';
  const rows = files.map(({ path }) => index.rows<Row>(sql, path)[0]);
  return stoodAs(
    files.map(({ path, digest }) => ({ path: join(workspace, path), digest })),
    rows,
  );
}

type Row = readonly [stamp: Stamp, digest: Buffer];

function stoodAs(files: readonly Wanted[], rows: readonly (Row | undefined)[]): Stood | undefined {
  const sound = files.every(({ digest }, at) => {
    const [stamp, found] = rows[at] ?? [];
    return stamp && found && blobOf(digest).equals(found);
  });
  if (!sound) return undefined;
  return { paths: files.map(({ path }) => path), stamps: rows.map((row) => (row as Row)[0]) };
}

const LARGE = `
WITH RECURSIVE place(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM place WHERE i + 1 < @count)
SELECT digest, stamp FROM place JOIN large ON digest = substr(@digests, i * 32 + 1, 32)`;

/** The files of those objects that are files; what the index holds itself stands with it. */
export function stoodObjects(index: Index, folder: string, digests: readonly Digest[]): Stood {
  if (digests.length === 0) return { paths: [], stamps: [] };
  const { sorted } = sortedDigests([...new Set(digests)]);
  const named = { count: sorted.length, digests: blobOfAll(sorted) };
  const rows = index.rows<[Buffer, Stamp]>(LARGE, named);
  return {
    paths: rows.map(([digest]) => objectPath(folder, digestOfBlob(digest))),
    stamps: rows.map(([, stamp]) => stamp),
  };
}
