import { StateFailure } from '../../cache/failure.ts';
import type { Limit } from './limit.ts';

/** Does one unit of work (a whole stage's attempt, or a batch of items) when its turn comes: it takes `cores` places. */
export type Units = <T>(work: () => Promise<T>, cores?: number) => Promise<T>;

/**
 * Units of work on at most `jobs` cores at a time over the whole engine, begun in order. Units never wait for
 * one another from inside, so none can hold the others up for ever. Once the disk has refused what one of
 * them made, no other begins: what cannot be kept is not bought.
 */
export function openUnits(jobs: number): Units {
  let limit: Promise<Limit> | undefined;
  let refused: StateFailure | undefined;
  return async (work, cores = 1) => {
    limit ??= import('./limit.ts').then(({ limitOf }) => limitOf(jobs));
    return (await limit)(async () => {
      if (refused) throw refused;
      try {
        return await work();
      } catch (error) {
        if (error instanceof StateFailure) refused = error;
        throw error;
      }
    }, cores);
  };
}

/** Waits until all have ended, then throws the first error there was. */
export async function allEnded(works: readonly Promise<unknown>[]): Promise<void> {
  for (const end of await Promise.allSettled(works)) {
    if (end.status === 'rejected') throw end.reason;
  }
}
