import { readFileSync, writeFileSync } from 'node:fs';
import { digestBytes } from '../../../base/digest.ts';
import type { Aids } from '../../../science/espresso/ladder.ts';
import type { AttemptNote } from './raw.ts';

/** How far a calculation had come that ran out of time. */
export interface GoOnMark {
  readonly aids: Aids;
  readonly notes: readonly AttemptNote[];
}

/** Writes a mark, with the digest of what it says before it. */
export function writeMark(path: string, mark: GoOnMark): void {
  const text = JSON.stringify(mark);
  writeFileSync(path, `${digestBytes(text)}\n${text}`);
}

/** The mark that was written; `undefined` where there is none, or a disk changed it: then the work begins anew. */
export function readMark(path: string): GoOnMark | undefined {
  let found: string;
  try {
    found = readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
  const end = found.indexOf('\n');
  const text = found.slice(end + 1);
  return found.slice(0, end) === digestBytes(text) ? (JSON.parse(text) as GoOnMark) : undefined;
}
