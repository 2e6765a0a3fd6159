import { conditionEstimate } from '../linalg/condition.ts';
import { columnNorms, scaleColumns, solveRidge } from '../linalg/ridge.ts';
import { type LossParts, lossTriangle } from './loss.ts';

/** A loss made ready to be solved with one ridge after another. */
export interface ScaledLoss {
  readonly triangle: ReturnType<typeof lossTriangle>;
  /** Norms of the unscaled columns. */
  readonly scales: Float64Array;
}

/** The loss of force share k with columns of unit norm: every function is penalised alike. */
export function scaledLoss(parts: LossParts, k: number): ScaledLoss {
  const triangle = lossTriangle(parts, k);
  const scales = columnNorms(triangle);
  return { triangle: scaleColumns(triangle, scales), scales };
}

/** The coefficients that minimise loss + ridge^2 |scaled coefficients|^2. */
export function solveLoss({ triangle, scales }: ScaledLoss, ridge: number): Float64Array {
  const scaled = solveRidge(triangle, new Float64Array(scales.length).fill(ridge));
  return scaled.map((value, j) => value / scales[j]!);
}

/** The condition number of the scaled matrix, estimated; null where it is singular. */
export function lossCondition({ triangle }: ScaledLoss): number | null {
  const estimate = conditionEstimate(triangle);
  return Number.isFinite(estimate) ? estimate : null;
}
