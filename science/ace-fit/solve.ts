import { conditionEstimate } from '../linalg/condition.ts';
import { columnNorms, scaleColumns, solveRidge } from '../linalg/ridge.ts';
import { type LossParts, lossTriangle } from './loss.ts';

/** A loss made ready to be solved with one ridge after another. */
export interface ScaledLoss {
  readonly triangle: ReturnType<typeof lossTriangle>;
  /** Norms of the unscaled columns. */
  readonly scales: Float64Array;
}

/** The loss of force share k with columns of unit norm: a penalty means the same for each of them. */
export function scaledLoss(parts: LossParts, k: number): ScaledLoss {
  const triangle = lossTriangle(parts, k);
  const scales = columnNorms(triangle);
  return { triangle: scaleColumns(triangle, scales), scales };
}

/** The coefficients that minimise loss + |ridge * smoothness * scaled coefficients|^2. */
export function solveLoss(
  { triangle, scales }: ScaledLoss,
  smoothness: Float64Array,
  ridge: number,
): Float64Array {
  const penalties = smoothness.map((factor) => factor * ridge);
  return solveRidge(triangle, penalties).map((value, j) => value / scales[j]!);
}

/** The condition number of the scaled matrix, estimated; null where it is singular. */
export function lossCondition({ triangle }: ScaledLoss): number | null {
  const estimate = conditionEstimate(triangle);
  return Number.isFinite(estimate) ? estimate : null;
}
