import type { CostFeatures } from '../stage.ts';
import { type Draws, normals, nothing } from './draws.ts';
import { dot, product } from './least-squares.ts';
import type { CostModel } from './model.ts';
import { luckOf, meanOf, noiseAt } from './noise.ts';

/**
 * Machines have better and worse days: no sum is surer than this, in log. The noise of one piece has such
 * days in it.
 */
const LEAST_DOUBT = 0.05;

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
  const logs = points.map(({ log }) => log);
  const costs = logs.map(Math.exp);
  const total = costs.reduce((sum, cost) => sum + cost, 0);
  const squares = costs.reduce((sum, cost) => sum + cost * cost, 0);
  const sampled = count / sample.length;
  const independent = Math.max(1, ((total * total) / squares) * (sampled / Math.max(1, batch)));
  const unseen = sampled > 1 ? Math.max(0, squares / (total * total) - 1 / sample.length) : 0;
  const pull = pullOf(points, costs, total);
  const days = LEAST_DOUBT * LEAST_DOUBT * (1 - 1 / independent);
  const doubt = dot(pull, product(model.covariance, pull)) + days + unseen;
  const shared = sharedOf(model);
  const luck = luckOf(noiseAt(model.noise, logs), independent, `noise ${model.family} ${seed}`);
  const deviation = Math.sqrt(doubt);
  return nothing().map(
    (_, at) =>
      total * sampled * Math.exp(deviation * (shared[at] as number)) * (luck[at] as number),
  );
}

/** What pieces will cost on average over all futures; without the model's doubt. */
export function expectedCost(
  model: CostModel,
  { sample, count }: Pick<Pieces, 'sample' | 'count'>,
): number {
  if (sample.length === 0) return 0;
  const logs = sample.map((features) => model.at(features).log);
  const total = logs.reduce((sum, log) => sum + Math.exp(log), 0);
  return (total * meanOf(noiseAt(model.noise, logs)) * count) / sample.length;
}

/** How the sum follows each parameter of the model: the mean of x, dear pieces weighing more. */
const pullOf = (
  points: readonly { readonly x: readonly number[] }[],
  costs: readonly number[],
  total: number,
): readonly number[] =>
  (points[0]?.x ?? []).map((_, j) =>
    points.reduce((sum, { x }, at) => sum + ((costs[at] as number) / total) * (x[j] as number), 0),
  );

/** The model's error in each future: one for all that it prices. */
function sharedOf(model: CostModel): Float64Array {
  const known = errors.get(model) ?? normals(`model ${model.family}`);
  errors.set(model, known);
  return known;
}

const errors = new WeakMap<CostModel, Float64Array>();
