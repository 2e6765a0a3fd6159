import { statSync } from 'node:fs';

/** Files by absolute path, each with what tells one state of it from another. */
export type Stamps = ReadonlyMap<string, string>;

/** The stamp of a file that is not there. */
export const MISSING = 'missing';

/** Tells one state of a file from the next without reading it; a file that is not there has one too. */
export function stampOf(path: string): string {
  try {
    const { mtimeNs, size, ino } = statSync(path, { bigint: true });
    return `${mtimeNs} ${size} ${ino}`;
  } catch {
    return MISSING;
  }
}

/** The files that are not as they were stamped, in the order of the stamps. */
export const movedSince = (stamps: Stamps): readonly string[] =>
  [...stamps].filter(([path, stamp]) => stampOf(path) !== stamp).map(([path]) => path);
