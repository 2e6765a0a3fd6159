import { byCodeUnit } from '../../base/canonical.ts';
import type { Digest } from '../../base/digest.ts';
import { capRank, quotasUnder, type StrategyCounts, underCap } from './cap.ts';
import type { BuiltStructure } from './structure-builder.ts';

/** What is kept of what was built. */
export interface Selection {
  /** Takes the next structure; it may be dropped again. */
  offer(built: BuiltStructure): void;
  /** How many were offered, by strategy. */
  readonly counts: StrategyCounts;
  /** Gives the kept ones to the sink that have not gone there yet, in the order of coming. */
  finish(): void;
}

/** Where kept structures go. */
export type Sink = (built: BuiltStructure) => void;

/**
 * Without a cap everything goes to the sink at once. Under a cap no more is held than could still be
 * chosen, so that memory follows the cap and not the number of candidates.
 */
export function openSelection(cap: number | undefined, seed: number, sink: Sink): Selection {
  const counts = new Map<string, number>();
  const count = ({ strategy }: BuiltStructure): void =>
    void counts.set(strategy, (counts.get(strategy) ?? 0) + 1);
  if (cap === undefined) {
    const offer = (built: BuiltStructure): void => {
      count(built);
      sink(built);
    };
    return { counts, offer, finish: () => {} };
  }
  let held: Held[] = [];
  let limit = Math.max(64, 2 * cap);
  const offer = (built: BuiltStructure): void => {
    count(built);
    held.push({ built, rank: capRank(seed, built.digest) });
    if (held.length < limit) return;
    held = stillPossible(held, counts, cap);
    limit = Math.max(64, 2 * held.length);
  };
  const finish = (): void => {
    for (const built of underCap(
      held.map((one) => one.built),
      cap,
      seed,
    ))
      sink(built);
  };
  return { counts, offer, finish };
}

interface Held {
  readonly built: BuiltStructure;
  readonly rank: Digest;
}

/**
 * Those that a cap may still choose. A strategy's share is largest where no other gets any more
 * structures, and it itself as many as it likes.
 */
function stillPossible(held: readonly Held[], counts: StrategyCounts, cap: number): Held[] {
  const kept = new Set<Held>();
  for (const name of counts.keys()) {
    const most = quotasUnder(cap, new Map([...counts, [name, cap]])).get(name);
    const own = held.filter(({ built }) => built.strategy === name);
    own.sort((a, b) => byCodeUnit(a.rank, b.rank));
    for (const one of own.slice(0, most)) kept.add(one);
  }
  return held.filter((one) => kept.has(one));
}
