import pLimit from 'p-limit';

/** Runs at most `jobs` functions at a time, begun in order. */
export const limitOf = (jobs: number): (<T>(work: () => Promise<T>) => Promise<T>) => pLimit(jobs);
