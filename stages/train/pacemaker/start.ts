import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readBasis } from './basis-file.ts';
import type { GoOn } from './checkpoint.ts';
import type { InputFacts } from './input-file.ts';
import type { Lab } from './lab.ts';
import type { ResolvedPacemaker } from './resolved.ts';

/**
 * How a fit begins. `anew`: from nothing. `grow`: from a potential with some of the functions, the others added.
 * `refine`: from a potential with all of them, as it is: given to pacemaker as one to grow from, it would fit nothing.
 */
export interface Start {
  readonly kind: 'anew' | 'grow' | 'refine';
  readonly from?: string;
  readonly maxIterations: number;
  /** Iterations of earlier attempts, which count as done. */
  readonly done: number;
  /** How often this fit was begun, this time included. */
  readonly starts: number;
}

/** How a fit goes on that was ended: as it was, or with the next step of its ladder. */
export function goingOn({ max_iter, ladder }: ResolvedPacemaker, left: GoOn): Start {
  const starts = left.starts + 1;
  if (ladder && !left.whole) {
    return { kind: 'grow', from: left.file, maxIterations: max_iter, done: 0, starts };
  }
  const maxIterations = Math.max(1, max_iter - left.iterations);
  return { kind: 'refine', from: left.file, maxIterations, done: left.iterations, starts };
}

/** How a fit begins that nobody began before. */
export function startFrom(
  { folder }: Pick<Lab, 'folder'>,
  { max_iter }: ResolvedPacemaker,
  { functionsPerElement, elements }: InputFacts,
  initial: string | undefined,
): Start {
  const start = { maxIterations: max_iter, done: 0, starts: 1 };
  if (initial === undefined) return { kind: 'anew', ...start };
  const from = join(folder, 'initial.yaml');
  writeFileSync(from, initial);
  const functions = readBasis(initial)?.functions ?? 0;
  const isFull = functions >= functionsPerElement * elements.length;
  return { kind: isFull ? 'refine' : 'grow', from, ...start };
}
