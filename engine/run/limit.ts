import pLimit, { type LimitFunction } from 'p-limit';

/** Runs work when so many places are free; places are given in order. */
export type Limit = <T>(work: () => Promise<T>, places: number) => Promise<T>;

/** At most `jobs` places at a time; work that wants more than there are has all of them. */
export function limitOf(jobs: number): Limit {
  const limit = pLimit(jobs);
  return (work, places) => inPlaces(limit, Math.min(places, jobs), work);
}

/**
 * Places are given first come, first served: those that only hold come before the one that works, so that it
 * begins when it has them all, and nobody else can have a part of them meanwhile.
 */
function inPlaces<T>(limit: LimitFunction, places: number, work: () => Promise<T>): Promise<T> {
  if (places <= 1) return limit(work);
  let free = (): void => {};
  const held = new Promise<void>((resolve) => {
    free = resolve;
  });
  for (let more = 1; more < places; more++) void limit(() => held);
  return limit(work).finally(free);
}
