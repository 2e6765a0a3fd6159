import { join } from 'node:path';
import type { Digest } from '../base/digest.ts';
import { blobOfAll, digestOfBlob, sortedDigests } from './blob.ts';
import type { Index } from './index-db.ts';
import { objectPath } from './object-files.ts';
import { unsealedStamp } from './sealed.ts';
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
    files.map(({ path }) => path),
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
    files.map(({ path }) => path),
  );
}

type Row = readonly [stamp: unknown, digest: unknown];

/** The stamps of rows that are as they were written; `of` is what each belongs to in its table. */
function stoodAs(
  files: readonly Wanted[],
  rows: readonly (Row | undefined)[],
  of: readonly string[],
): Stood | undefined {
  const stamps: Stamp[] = [];
  for (const [at, { digest }] of files.entries()) {
    const row = rows[at];
    const whole = row && unsealedStamp(row[0], row[1], of[at] as string);
    if (whole?.digest !== digest || whole.stamp === '') return undefined;
    stamps.push(whole.stamp);
  }
  return { paths: files.map(({ path }) => path), stamps };
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
