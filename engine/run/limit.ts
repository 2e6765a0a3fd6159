import pLimit from 'p-limit';

/** Runs at most `jobs` of the functions at a time, begun in order; the first throw ends the waiting. */
export async function limited<T>(
  jobs: number,
  functions: readonly (() => Promise<T>)[],
): Promise<readonly T[]> {
  const limit = pLimit(jobs);
  try {
    return await Promise.all(functions.map((run) => limit(run)));
  } catch (error) {
    limit.clearQueue();
    throw error;
  }
}
