import type { CostRow } from '../../cache/costs.ts';
import type { CostFeatures, CostPrior } from '../stage.ts';
import { inverse, type Matrix, normalEquations, product } from './least-squares.ts';
import { NOISE, NOISE_WORTH, type Noise, noiseOf } from './noise.ts';

/**
 * What is known of the cost of one family of work. With f the features:
 *
 *     log cost = log prior(f) + x·β + ε,   x = (1, log(1 + f_j) − the mean of it over the records, ...)
 *
 * β is a correction to the stage's own prior: fitted by least squares with Huber's weights (Huber 1964),
 * held at 0 by a ridge that is the prior's own doubt, so that it works from no record on. ε is what
 * was left over at each record: its own distribution, not a bell.
 */
export interface CostModel {
  readonly family: string;
  /** How many records it is made from. */
  readonly records: number;
  /** Log of the cost of one piece of work in the middle of its noise, and how far it is from what was seen. */
  at(features: CostFeatures): { readonly log: number; readonly x: readonly number[] };
  /** The features of a piece in the middle of the records: for work of which nothing is known. */
  readonly middle: CostFeatures;
  /** Covariance of β: the doubt that all predictions share. */
  readonly covariance: Matrix;
  /** What is left over beside it. */
  readonly noise: Noise;
  /** Wall seconds a CPU second, for work that runs alone. */
  readonly wallPerCpu: number;
}

export interface FitOptions {
  readonly family: string;
  readonly prior: CostPrior;
  /** A piece of the work to be priced. A record that lacks one of its features says nothing. */
  readonly like: CostFeatures;
  /** How many records may have been measured as one, and then share their noise: the items of a batch. */
  readonly batch: number;
}

/** How far an exponent may be from the prior's: the standard deviation that is believed beforehand. */
const EXPONENT_DOUBT = 0.5;
/** Beyond so many deviations a record pulls with constant force only (Huber's 95 % efficiency). */
const HUBER = 1.345;
/** Costs below this are not told from nothing. */
const LEAST_SECONDS = 1e-6;
/** One deviation of a normal distribution is so much of the way to its 90 % quantile. */
const TO_90 = 1.2815515655446004;

/** Fits a model to records; pure, and the same for the same records in any order of equal ones. */
export function fitCosts(rows: readonly CostRow[], options: FitOptions): CostModel {
  const { family, prior, like, batch } = options;
  const names = Object.keys(like).sort();
  const usable = rows.filter(({ features }) => names.every((name) => features[name] !== undefined));
  const centre = usable.length > 0 ? usable.map(({ features }) => features) : [like];
  const means = names.map((name) => meanOf(centre.map((features) => logOf(features, name))));
  const xOf = (features: CostFeatures): number[] => [
    1,
    ...names.map((name, at) => logOf(features, name) - (means[at] as number)),
  ];
  const base = (features: CostFeatures): number => logCost(prior.cpuSeconds(features));
  const x = usable.map(({ features }) => xOf(features));
  const left = usable.map(({ cpuSeconds, features }) => logCost(cpuSeconds) - base(features));
  const doubt = [
    Math.log(Math.max(prior.spread, 1.05)) / TO_90,
    ...names.map(() => EXPONENT_DOUBT),
  ];
  const { beta, covariance, residuals } = robustFit(x, left, doubt, sharing(left, batch));
  const logs = x.map((row, at) => dotWith(beta, row) + base((usable[at] as CostRow).features));
  // What is left over is less than what will be: some of it went into the parameters.
  const wider = Math.sqrt(1 + (names.length + 1) / Math.max(1, usable.length));
  return {
    family,
    records: usable.length,
    at: (features) => {
      const row = xOf(features);
      return { log: base(features) + dotWith(beta, row), x: row };
    },
    middle: Object.fromEntries(names.map((name, at) => [name, Math.expm1(means[at] as number)])),
    covariance,
    noise: noiseOf(
      residuals.map((residual, row) => ({ log: wider * residual, at: logs[row] as number })),
    ),
    wallPerCpu: wallPerCpu(usable),
  };
}

/**
 * With how many others each record was measured as one, itself counted. A batch is divided in proportion to what is
 * expected of each item, so that its items are exactly as far from that; a batch is rarely as full as it may be.
 */
function sharing(left: readonly number[], batch: number): readonly number[] {
  const together = new Map<string, number>();
  const names = left.map((value) => value.toFixed(7));
  for (const name of names) together.set(name, (together.get(name) ?? 0) + 1);
  return names.map((name) => Math.min(Math.max(1, batch), together.get(name) ?? 1));
}

const dotWith = (beta: readonly number[], row: readonly number[]): number =>
  row.reduce((sum, value, at) => sum + value * (beta[at] as number), 0);

const logCost = (seconds: number): number => Math.log(Math.max(seconds, LEAST_SECONDS));
const logOf = (features: CostFeatures, name: string): number =>
  Math.log1p(Math.max(0, features[name] ?? 0));
const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

interface Fit {
  readonly beta: readonly number[];
  readonly covariance: Matrix;
  readonly residuals: readonly number[];
}

/** Weighted again and again, from the median on: twenty rounds, by count and not by change. */
function robustFit(
  x: readonly (readonly number[])[],
  y: readonly number[],
  doubt: readonly number[],
  shared: readonly number[],
): Fit {
  const middle = medianOf(y);
  let residuals = y.map((value) => value - middle);
  let beta: readonly number[] = doubt.map(() => 0);
  let covariance: Matrix = [];
  for (let round = 0; round < 20; round++) {
    const sigma = deviationOf(residuals, shared);
    const weights = residuals.map((residual, at) => {
      const far = Math.abs(residual) / sigma;
      return (far <= HUBER ? 1 : HUBER / far) / (sigma * sigma * (shared[at] as number));
    });
    const { square, right } = normalEquations(x, y, weights);
    covariance = inverse(
      doubt.map((one, i) =>
        doubt.map((_, j) => (square[i]?.[j] ?? 0) + (i === j ? 1 / (one * one) : 0)),
      ),
    );
    beta = product(covariance, right.length > 0 ? right : doubt.map(() => 0));
    residuals = x.map((row, at) => (y[at] as number) - dotWith(beta, row));
  }
  return { beta, covariance, residuals };
}

/** A robust deviation, mixed with what was believed before for as much as that is worth. */
function deviationOf(residuals: readonly number[], shared: readonly number[]): number {
  const seen = 1.4826 * medianOf(residuals.map(Math.abs));
  const count = shared.reduce((sum, one) => sum + 1 / one, 0);
  const mixed = (NOISE_WORTH * NOISE * NOISE + count * seen * seen) / (NOISE_WORTH + count);
  return Math.max(Math.sqrt(mixed), 0.02);
}

function medianOf(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  if (sorted.length % 2 === 1) return sorted[half] as number;
  return ((sorted[half - 1] as number) + (sorted[half] as number)) / 2;
}

function wallPerCpu(rows: readonly CostRow[]): number {
  const cpu = rows.reduce((sum, row) => sum + row.cpuSeconds, 0);
  const wall = rows.reduce((sum, row) => sum + row.wallSeconds, 0);
  return cpu > 0 && wall > 0 ? Math.min(20, Math.max(0.02, wall / cpu)) : 1;
}
