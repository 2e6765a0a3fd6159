import type { Digest } from '../../base/digest.ts';
import { hashRank } from '../../science/random.ts';

/** What the choice under a cap needs to know of a structure. */
export interface Candidate {
  readonly digest: Digest;
  readonly strategy: string;
}

/**
 * The candidates that a cap keeps, in their own order: one from each strategy in turn, within a
 * strategy by hash rank. Who is chosen under a cap is chosen under every larger one.
 */
export function underCap<C extends Candidate>(
  candidates: readonly C[],
  cap: number,
  seed: number,
): readonly C[] {
  if (candidates.length <= cap) return candidates;
  const byStrategy = new Map<string, { readonly candidate: C; readonly rank: Digest }[]>();
  for (const candidate of candidates) {
    const rank = hashRank('choice under a cap', seed, candidate.digest);
    const ranked = byStrategy.get(candidate.strategy) ?? [];
    ranked.push({ candidate, rank });
    byStrategy.set(candidate.strategy, ranked);
  }
  // Strategies take turns in the order of their names: which of them comes first must not depend on the settings.
  const queues = [...byStrategy.keys()].sort().map((name) => {
    const ranked = byStrategy.get(name) as { candidate: C; rank: Digest }[];
    return ranked.sort((a, b) => (a.rank < b.rank ? -1 : 1));
  });
  const chosen = new Set<C>();
  for (let turn = 0; chosen.size < cap; turn++) {
    for (const queue of queues) {
      const next = queue[turn];
      if (next && chosen.size < cap) chosen.add(next.candidate);
    }
  }
  return candidates.filter((candidate) => chosen.has(candidate));
}
