import type { CostFeatures } from '../stage.ts';
import { type Draws, FUTURES, normals, nothing, shuffled, stream } from './draws.ts';
import { dot, product } from './least-squares.ts';
import type { CostModel } from './model.ts';

/** Machines have better and worse days: no price is surer than this, in log. */
const LEAST_DOUBT = 0.05;
/** Up to so many independent pieces each is drawn; the mean of more is a bell. */
const DRAWN_SINGLY = 64;

/** Work to be priced: a sample of its pieces, and how many pieces it stands for. */
export interface Pieces {
  readonly sample: readonly CostFeatures[];
  readonly count: number;
  /** How many pieces are calculated as one, and share their luck. */
  readonly batch: number;
}

/**
 * What `pieces` will cost, in CPU seconds. In each future one draw of the model's error moves all pieces
 * together (and all nodes of the family, in the same future), while each piece has a draw of the noise of
 * its own: so the error of a sum shrinks with the noise only, never with the model's doubt.
 */
export function priceOf(model: CostModel, pieces: Pieces, seed: string): Draws {
  const { sample, count, batch } = pieces;
  if (count === 0 || sample.length === 0) return nothing();
  const points = sample.map((features) => model.at(features));
  const costs = points.map(({ log }) => Math.exp(log));
  const total = costs.reduce((sum, cost) => sum + cost, 0);
  const pull = (points[0] as { x: readonly number[] }).x.map((_, j) =>
    points.reduce((sum, { x }, at) => sum + ((costs[at] as number) / total) * (x[j] as number), 0),
  );
  const squares = costs.reduce((sum, cost) => sum + cost * cost, 0);
  const sampled = count / sample.length;
  const independent = Math.max(1, ((total * total) / squares) * (sampled / Math.max(1, batch)));
  const unseen = sampled > 1 ? Math.max(0, squares / (total * total) - 1 / sample.length) : 0;
  const doubt = dot(pull, product(model.covariance, pull)) + LEAST_DOUBT * LEAST_DOUBT + unseen;
  const shared = normals(`model ${model.family}`);
  const luck = luckOf(model.noise, independent, `noise ${model.family} ${seed}`);
  const deviation = Math.sqrt(doubt);
  return nothing().map(
    (_, at) =>
      total * sampled * Math.exp(deviation * (shared[at] as number)) * (luck[at] as number),
  );
}

/** The mean of `count` draws of the noise, in each future. */
function luckOf(noise: Float64Array, count: number, seed: string): Float64Array {
  if (count > DRAWN_SINGLY) return bell(noise, count, seed);
  const next = stream(seed);
  const singly = Math.max(1, Math.round(count));
  if (singly === 1) return single(noise, seed);
  return nothing().map(() => {
    let sum = 0;
    for (let at = 0; at < singly; at++) sum += noise[Math.floor(next() * noise.length)] as number;
    return sum / singly;
  });
}

/** For one piece: the quantiles of the noise itself, shuffled. */
function single(sorted: Float64Array, seed: string): Float64Array {
  return shuffled(seed).map((place) => {
    return sorted[Math.floor(((place + 0.5) / FUTURES) * sorted.length)] as number;
  });
}

function bell(noise: Float64Array, count: number, seed: string): Float64Array {
  const mean = noise.reduce((sum, value) => sum + value, 0) / noise.length;
  const variance = noise.reduce((sum, value) => sum + (value - mean) ** 2, 0) / noise.length;
  const deviation = Math.sqrt(variance / count);
  return normals(seed).map((z) => Math.max(mean * 0.1, mean + deviation * z));
}
