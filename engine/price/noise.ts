import {
  type Draws,
  FUTURES,
  normalQuantile,
  normals,
  nothing,
  shuffled,
  stream,
} from './draws.ts';

/** What was left over at the records, as factors, and at how dear work each was seen. */
export interface Noise {
  /** Sorted. */
  readonly factors: Float64Array;
  /** The log cost that the model gives the work of each factor; NaN of those believed beforehand. */
  readonly at: Float64Array;
}

/** The noise that is believed beforehand, in log, and how many records that belief is worth. */
export const NOISE = 0.35;
export const NOISE_WORTH = 5;
/** Work is noisy like work of about its own cost: this far in log counts little. */
const REACH = 0.7;
/** Work of a sum is told apart by cost in so many groups. */
const GROUPS = 16;
/** Up to so many independent pieces each is drawn; the mean of more is a bell. */
const DRAWN_SINGLY = 64;

/** Gathers the noise of records, beside a few factors of the belief before, which count everywhere. */
export function noiseOf(
  leftovers: readonly { readonly log: number; readonly at: number }[],
): Noise {
  const believed = Array.from({ length: NOISE_WORTH }, (_, place) => ({
    log: NOISE * normalQuantile((place + 0.5) / NOISE_WORTH),
    at: Number.NaN,
  }));
  const all = [...leftovers, ...believed].sort((a, b) => a.log - b.log || a.at - b.at);
  return {
    factors: Float64Array.from(all, ({ log }) => Math.exp(log)),
    at: Float64Array.from(all, ({ at }) => at),
  };
}

/** So many records make the belief worth half. */
const BELIEF_HALVES = 20;

/** Noise as it is at some work: every factor with its weight; the weights come to 1. */
export interface LocalNoise {
  readonly factors: Float64Array;
  readonly weights: Float64Array;
}

/** The noise of a sum of pieces of these costs: dear pieces count for what they are of the sum. */
export function noiseAt({ factors, at }: Noise, logs: readonly number[]): LocalNoise {
  const weights = new Float64Array(factors.length);
  const belief = 1 / (1 + (factors.length - NOISE_WORTH) / BELIEF_HALVES);
  const groups = grouped(logs);
  for (const { log, share } of groups) {
    const near = at.map((one) => {
      const away = (one - log) / REACH;
      return Number.isNaN(one) ? belief : Math.exp(-0.5 * away * away);
    });
    const sum = near.reduce((total, one) => total + one, 0);
    near.forEach((one, place) => {
      weights[place] = (weights[place] as number) + (share * one) / sum;
    });
  }
  return { factors, weights };
}

/** Costs in a few groups: the middle of each in log, and its share of the sum. */
function grouped(logs: readonly number[]): readonly { log: number; share: number }[] {
  const sorted = [...logs].sort((a, b) => a - b);
  const size = Math.ceil(sorted.length / GROUPS);
  const most = sorted.at(-1) ?? 0;
  const groups = [];
  for (let from = 0; from < sorted.length; from += size) {
    const part = sorted.slice(from, from + size);
    const mass = part.reduce((sum, log) => sum + Math.exp(log - most), 0);
    groups.push({ log: part[part.length >> 1] as number, share: mass });
  }
  const total = groups.reduce((sum, { share }) => sum + share, 0);
  return groups.map(({ log, share }) => ({ log, share: share / total }));
}

/** The factor that sums of such work come to in the long run. */
export const meanOf = ({ factors, weights }: LocalNoise): number =>
  factors.reduce((sum, factor, at) => sum + factor * (weights[at] as number), 0);

/** The mean of `count` independent draws of the noise, in each future. */
export function luckOf(noise: LocalNoise, count: number, seed: string): Draws {
  if (count > DRAWN_SINGLY) return bell(noise, count, seed);
  const below = cumulative(noise.weights);
  const factorAt = (share: number): number => noise.factors[placeOf(below, share)] as number;
  const singly = Math.max(1, Math.round(count));
  if (singly === 1) return shuffled(seed).map((place) => factorAt((place + 0.5) / FUTURES));
  const next = stream(seed);
  return nothing().map(() => {
    let sum = 0;
    for (let at = 0; at < singly; at++) sum += factorAt(next());
    return sum / singly;
  });
}

function cumulative(weights: Float64Array): Float64Array {
  let sum = 0;
  return weights.map((weight) => {
    sum += weight;
    return sum;
  });
}

/** The first place whose cumulative weight is above a share. */
function placeOf(below: Float64Array, share: number): number {
  let [low, high] = [0, below.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((below[middle] as number) > share) high = middle;
    else low = middle + 1;
  }
  return low;
}

function bell(noise: LocalNoise, count: number, seed: string): Draws {
  const mean = meanOf(noise);
  const variance = noise.factors.reduce(
    (sum, factor, at) => sum + (factor - mean) * (factor - mean) * (noise.weights[at] as number),
    0,
  );
  const deviation = Math.sqrt(variance / count);
  return normals(seed).map((z) => Math.max(mean * 0.1, mean + deviation * z));
}
