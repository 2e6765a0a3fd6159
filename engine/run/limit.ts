import pLimit from 'p-limit';
import type { Units } from './units.ts';

/** Runs at most `jobs` functions at a time, begun in order. */
export const limitOf = (jobs: number): Units => pLimit(jobs);
