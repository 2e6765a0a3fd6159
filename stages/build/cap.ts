import { byCodeUnit } from '../../base/canonical.ts';
import type { Digest } from '../../base/digest.ts';
import { hashRank } from '../../science/random.ts';

/** What the choice under a cap needs to know of a structure. */
export interface Candidate {
  readonly digest: Digest;
  readonly strategy: string;
  /** Its {@link capRank}, where that was worked out before. */
  readonly rank?: Digest;
}

/** How many structures each strategy has. */
export type StrategyCounts = ReadonlyMap<string, number>;

/** Where a candidate stands among those of its strategy. */
export const capRank = (seed: number, digest: Digest): Digest =>
  hashRank('choice under a cap', seed, digest);

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
    const ranked = byStrategy.get(candidate.strategy) ?? [];
    ranked.push({ candidate, rank: candidate.rank ?? capRank(seed, candidate.digest) });
    byStrategy.set(candidate.strategy, ranked);
  }
  const counts = new Map([...byStrategy].map(([name, ranked]) => [name, ranked.length]));
  const quotas = quotasUnder(cap, counts);
  const chosen = new Set<C>();
  for (const [name, ranked] of byStrategy) {
    ranked.sort((a, b) => byCodeUnit(a.rank, b.rank));
    for (const { candidate } of ranked.slice(0, quotas.get(name))) chosen.add(candidate);
  }
  return candidates.filter((candidate) => chosen.has(candidate));
}

/**
 * How many structures of each strategy a cap keeps: the strategies take turns, in the order of their
 * names, since which of them comes first must not depend on the settings.
 */
export function quotasUnder(cap: number, counts: StrategyCounts): StrategyCounts {
  const quotas = new Map([...counts.keys()].sort(byCodeUnit).map((name) => [name, 0]));
  const isOpen = (name: string): boolean => (quotas.get(name) ?? 0) < (counts.get(name) ?? 0);
  let left = cap;
  for (;;) {
    const open = [...quotas.keys()].filter(isOpen);
    if (open.length === 0 || left === 0) return quotas;
    const room = Math.min(...open.map((name) => counts.get(name)! - quotas.get(name)!));
    const rounds = Math.max(1, Math.min(room, Math.floor(left / open.length)));
    for (const name of open) {
      const more = Math.min(rounds, left);
      quotas.set(name, quotas.get(name)! + more);
      left -= more;
    }
  }
}

/**
 * What a cap that binds keeps, and whom each strategy displaces: what would be kept more if that
 * strategy were not there.
 */
export function capWords(cap: number, counts: StrategyCounts): string[] {
  const quotas = quotasUnder(cap, counts);
  const kept = [...quotas].map(([name, quota]) => `${quota} of ${counts.get(name)} ${name}`);
  const words = [`number_of_structures ${cap} keeps ${kept.join(', ')}`];
  if (quotas.size < 2) return words;
  const displaced = [...quotas.keys()].flatMap((name) => {
    const others = new Map([...counts].filter(([other]) => other !== name));
    const without = quotasUnder(cap, others);
    const more = [...without].flatMap(([other, quota]) => {
      const gain = quota - quotas.get(other)!;
      return gain > 0 ? [`${gain} ${other}`] : [];
    });
    return more.length > 0 ? [`${name} displaces ${more.join(' and ')}`] : [];
  });
  return displaced.length > 0 ? [...words, displaced.join('; ')] : words;
}
