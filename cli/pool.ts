import { ComputePool } from '../engine/workers/pool.ts';

/** A pool of worker threads that opens when first asked for, and ends when interrupted. */
export function poolOf(
  jobs: number,
  signal: AbortSignal,
): { readonly open: () => ComputePool; close(): Promise<void> } {
  let pool: ComputePool | undefined;
  signal.addEventListener('abort', () => void pool?.close());
  return {
    open: () => {
      pool ??= new ComputePool(jobs);
      return pool;
    },
    close: async () => pool?.close(),
  };
}
