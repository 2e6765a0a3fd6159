import { log } from '../elementary.ts';
import { addParts, type LossParts, type MeanSquares, meanSquares } from './loss.ts';
import { scaledLoss, solveLoss } from './solve.ts';

/** The force shares and ridges to try. */
export interface Grid {
  readonly shares: readonly number[];
  readonly ridges: readonly number[];
}

/** What one pair of them does on structures that the fit has not seen. */
export interface HeldOutErrors extends MeanSquares {
  readonly share: number;
  readonly ridge: number;
}

/** Fits all folds but one with every pair of the grid, and judges each fit on that one. */
export function heldOutErrors(
  folds: readonly LossParts[],
  heldOut: number,
  grid: Grid,
  smoothness: Float64Array,
): HeldOutErrors[] {
  const rest = addParts(
    smoothness.length,
    folds.filter((_, fold) => fold !== heldOut),
  );
  const judge = folds[heldOut] as LossParts;
  return grid.shares.flatMap((share) => {
    const loss = scaledLoss(rest, share);
    return grid.ridges.map((ridge) => ({
      share,
      ridge,
      ...meanSquares(judge, solveLoss(loss, smoothness, ridge)),
    }));
  });
}

/** A pair of the grid with its errors over all folds. */
export interface GridPoint {
  readonly share: number;
  readonly ridge: number;
  /** Root mean square over the folds (weighted as the loss), eV/atom; null where no fold has any. */
  readonly energy: number | null;
  /** Root of a third of the mean |dF|^2 of an atom: of a component, eV/Å. */
  readonly forces: number | null;
  /**
   * What is minimised: the mean over the folds of log(energy error) + log(force error), halved. So a
   * factor gained in one is worth the same factor lost in the other, neither unit nor size matters,
   * and one strange fold decides no more than any other.
   */
  readonly score: number;
}

/** Puts the folds together; `folds[f]` has the errors on fold f in the order of the grid. */
export function gridPoints(
  folds: readonly (readonly HeldOutErrors[])[],
  parts: readonly Pick<LossParts, 'energyWeight' | 'forceWeight'>[],
): GridPoint[] {
  return (folds[0] ?? []).map(({ share, ridge }, at) => {
    const errors = folds.map((fold) => fold[at] as HeldOutErrors);
    const energy = pooled(errors.map((e, f) => [e.energy, parts[f]!.energyWeight]));
    const forces = pooled(errors.map((e, f) => [e.forces, parts[f]!.forceWeight]));
    return {
      share,
      ridge,
      energy: energy === null ? null : Math.sqrt(energy),
      forces: forces === null ? null : Math.sqrt(forces / 3),
      score: errors.reduce((sum, error) => sum + logError(error), 0) / errors.length,
    };
  });
}

function pooled(errors: readonly (readonly [number | null, number])[]): number | null {
  let [sum, weight] = [0, 0];
  for (const [square, share] of errors) {
    if (square === null) continue;
    sum += square * share;
    weight += share;
  }
  return weight > 0 ? sum / weight : null;
}

const SMALLEST = 1e-300;

/** The mean logarithm of the errors there are; half of that of a mean square. */
function logError({ energy, forces }: MeanSquares): number {
  const squares = [energy, forces].filter((square) => square !== null);
  const sum = squares.reduce((total, square) => total + log(Math.max(square, SMALLEST)), 0);
  return squares.length > 0 ? sum / (2 * squares.length) : 0;
}

/** The point of least score; of equal ones the first. */
export function bestPoint(points: readonly GridPoint[]): GridPoint {
  return points.reduce((best, point) => (point.score < best.score ? point : best));
}
