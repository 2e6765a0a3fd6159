import { byCodeUnit } from '../../base/canonical.ts';
import type { Digest } from '../../base/digest.ts';
import { type Candidate, capRank, quotasUnder, type StrategyCounts, underCap } from './cap.ts';

/** What is kept of what was built. */
export interface Selection<Offered extends Candidate> {
  /** Takes the next structure; it may be dropped again. */
  offer(built: Offered): void;
  /** How many were offered, by strategy. */
  readonly counts: StrategyCounts;
  /** Gives the kept ones to the sink that have not gone there yet, in the order of coming. */
  finish(): void;
}

/** How structures are held until it is known which are kept, and where these go. */
export interface Holding<Offered extends Candidate, Held> {
  hold(built: Offered): Held;
  keep(held: Held): void;
}

/**
 * Without a cap everything is kept at once. Under a cap no more is held than could still be chosen, so that
 * memory follows the cap and not the number of candidates.
 */
export function openSelection<Offered extends Candidate, Held>(
  cap: number | undefined,
  seed: number,
  { hold, keep }: Holding<Offered, Held>,
): Selection<Offered> {
  const counts = new Map<string, number>();
  const count = ({ strategy }: Offered): void =>
    void counts.set(strategy, (counts.get(strategy) ?? 0) + 1);
  if (cap === undefined) {
    const offer = (built: Offered): void => {
      count(built);
      keep(hold(built));
    };
    return { counts, offer, finish: () => {} };
  }
  let pool: Pool<Held> = { held: [], bounds: new Map() };
  let limit = Math.max(64, 2 * cap);
  const offer = (built: Offered): void => {
    count(built);
    const { digest, strategy } = built;
    const rank = capRank(seed, digest);
    if (rank > (pool.bounds.get(strategy) ?? LAST)) return;
    pool.held.push({ digest, strategy, rank, held: hold(built) });
    if (pool.held.length < limit) return;
    pool = stillPossible(pool.held, counts, cap);
    limit = Math.max(64, 2 * pool.held.length);
  };
  const finish = (): void => {
    for (const { held } of underCap(pool.held, cap, seed)) keep(held);
  };
  return { counts, offer, finish };
}

interface Ranked<Held> extends Candidate {
  readonly rank: Digest;
  readonly held: Held;
}

/** Candidates, and by strategy the last rank that can still be chosen, where some can not. */
interface Pool<Held> {
  readonly held: Ranked<Held>[];
  readonly bounds: ReadonlyMap<string, Digest>;
}

/** Before and behind every digest. */
const FIRST = 'sha256:' as Digest;
const LAST = 'sha256:~' as Digest;

/**
 * Those that a cap may still choose. A strategy's share is largest where no other gets any more
 * structures, and it itself as many as it likes; so it never grows again.
 */
function stillPossible<Held>(
  held: readonly Ranked<Held>[],
  counts: StrategyCounts,
  cap: number,
): Pool<Held> {
  const kept = new Set<Ranked<Held>>();
  const bounds = new Map<string, Digest>();
  for (const name of counts.keys()) {
    const most = quotasUnder(cap, new Map([...counts, [name, cap]])).get(name) ?? 0;
    const own = held.filter(({ strategy }) => strategy === name);
    own.sort((a, b) => byCodeUnit(a.rank, b.rank));
    for (const one of own.slice(0, most)) kept.add(one);
    const last = most === 0 ? FIRST : own[most - 1]?.rank;
    if (last) bounds.set(name, last);
  }
  return { held: held.filter((one) => kept.has(one)), bounds };
}
