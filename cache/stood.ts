import { resolve } from 'node:path';
import type { Digest } from '../base/digest.ts';
import { blobOfAll, digestOfBlob, sortedDigests } from './blob.ts';
import type { InputFiles, KnownFile } from './input-files.ts';
import { objectPath } from './object-files.ts';
import type { Stamp } from './stamp.ts';
import { FIELDS, type Hashed, numbersOf, type Stood } from './standing-form.ts';
import type { State } from './state.ts';

/** A file and the digest that it must have. */
export interface Wanted {
  readonly path: string;
  readonly digest: Digest;
}

/** What is known of files before the index is asked: those of an answer that stood when a run began. */
export interface Before {
  readonly read: Hashed;
  readonly kept: Stood;
}

/** Where files stand, being gathered. */
interface Gathered {
  readonly paths: string[];
  readonly stamps: number[];
}

/**
 * The input files with the stamps under which each was hashed, `sources` of them first; `undefined` where one is not
 * known so. Those that stood `before` with the same digest are taken from there.
 */
export function stoodInputs(
  { files: known }: State,
  workspace: string,
  files: readonly Wanted[],
  sources: number,
  before?: Before,
): Hashed | undefined {
  const old = before && placesIn(before.read);
  const gathered: Gathered = { paths: [], stamps: [] };
  for (const { path, digest } of files) {
    const name = nameIn(workspace, path);
    const at = old?.get(name);
    if (before && at !== undefined && before.read.digests[at] === digest) {
      gather(gathered, name, before.read.stamps.subarray(at * FIELDS, (at + 1) * FIELDS));
      continue;
    }
    // Hashed too soon after it was written, or before there was an index, it is hashed again.
    const found = known.known(path) ?? hashedNow(known, path);
    if (found?.digest !== digest) return undefined;
    gather(gathered, name, numbersOf(found.stamp));
  }
  return { ...stoodAs(gathered), digests: files.map(({ digest }) => digest), sources };
}

const hashedNow = (known: InputFiles, path: string): KnownFile | undefined =>
  known.digestFile(path).ok ? known.known(path) : undefined;

const placesIn = ({ paths }: Stood): ReadonlyMap<string, number> =>
  new Map(paths.map((path, at) => [path, at]));

function gather({ paths, stamps }: Gathered, name: string, numbers: ArrayLike<number>): void {
  paths.push(name);
  for (let field = 0; field < FIELDS; field++) stamps.push(numbers[field] as number);
}

const stoodAs = ({ paths, stamps }: Gathered): Stood => ({
  paths,
  stamps: Float64Array.from(stamps),
});

/** A path as a standing has it. */
function nameIn(workspace: string, path: string): string {
  const inside = `${workspace}/`;
  return path.startsWith(inside) ? path.slice(inside.length) : path;
}

/** A file that was published: where, what, and whether it is as it was before this run. */
export interface WantedPublished extends Wanted {
  readonly stood: boolean;
}

/** The published files (by path relative to the workspace) as they were left there. */
export function stoodPublished(
  { published: known }: State,
  files: readonly WantedPublished[],
  before?: Before,
): Stood | undefined {
  const old = before && placesIn(before.kept);
  const gathered: Gathered = { paths: [], stamps: [] };
  for (const { path, digest, stood } of files) {
    const at = stood ? old?.get(path) : undefined;
    if (before && at !== undefined) {
      gather(gathered, path, before.kept.stamps.subarray(at * FIELDS, (at + 1) * FIELDS));
      continue;
    }
    const found = known.get(path);
    if (found?.digest !== digest || found.stamp === '') return undefined;
    gather(gathered, path, numbersOf(found.stamp));
  }
  return stoodAs(gathered);
}

const LARGE = `
WITH RECURSIVE place(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM place WHERE i + 1 < @count)
SELECT digest, stamp FROM place JOIN large ON digest = substr(@digests, i * 32 + 1, 32)`;

/** The files of those objects that are files; what the index holds itself stands with it. */
export function stoodObjects(
  { index, folder }: State,
  workspace: string,
  digests: readonly Digest[],
): Stood {
  if (digests.length === 0) return { paths: [], stamps: new Float64Array() };
  const { sorted } = sortedDigests([...new Set(digests)]);
  const named = { count: sorted.length, digests: blobOfAll(sorted) };
  const gathered: Gathered = { paths: [], stamps: [] };
  for (const [digest, stamp] of index.rows<[Buffer, Stamp]>(LARGE, named)) {
    const path = objectPath(folder, digestOfBlob(digest));
    gather(gathered, nameIn(workspace, path), numbersOf(stamp));
  }
  return stoodAs(gathered);
}

/** Both lists as one. */
export function together(one: Stood, other: Stood): Stood {
  const stamps = new Float64Array(one.stamps.length + other.stamps.length);
  stamps.set(one.stamps);
  stamps.set(other.stamps, one.stamps.length);
  return { paths: [...one.paths, ...other.paths], stamps };
}

/** The digest that each input file of an answer has, by absolute path, but for those that moved since. */
export function hashedBefore(
  workspace: string,
  { paths, digests }: Hashed,
  moved: readonly number[],
): Map<string, Digest> {
  const known = new Map<string, Digest>();
  for (let at = 0; at < paths.length; at++) {
    known.set(resolve(workspace, paths[at] as string), digests[at] as Digest);
  }
  for (const at of moved) known.delete(resolve(workspace, paths[at] as string));
  return known;
}
