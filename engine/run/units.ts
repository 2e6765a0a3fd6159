import { StateFailure } from '../../cache/failure.ts';

/** Does one unit of work (a whole stage's attempt, or a batch of items) when its turn comes. */
export type Units = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * At most `jobs` units of work at a time over the whole engine, begun in order. Units never wait for
 * one another from inside, so none can hold the others up for ever. Once the disk has refused what one of
 * them made, no other begins: what cannot be kept is not bought.
 */
export function openUnits(jobs: number): Units {
  let limit: Promise<Units> | undefined;
  let refused: StateFailure | undefined;
  return async (work) => {
    limit ??= import('./limit.ts').then(({ limitOf }) => limitOf(jobs));
    return (await limit)(async () => {
      if (refused) throw refused;
      try {
        return await work();
      } catch (error) {
        if (error instanceof StateFailure) refused = error;
        throw error;
      }
    });
  };
}

/** Waits until all have ended, then throws the first error there was. */
export async function allEnded(works: readonly Promise<unknown>[]): Promise<void> {
  for (const end of await Promise.allSettled(works)) {
    if (end.status === 'rejected') throw end.reason;
  }
}
