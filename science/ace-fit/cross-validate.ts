import { log } from '../elementary.ts';
import { addParts, type LossParts, type MeanSquares, meanSquares } from './loss.ts';
import { scaledLoss, solveLoss } from './solve.ts';

/** The force shares and ridges to try. */
export interface Grid {
  readonly shares: readonly number[];
  readonly ridges: readonly number[];
}

/** All pairs of a grid, in the order in which errors on it are listed. */
export const pairsOf = ({ shares, ridges }: Grid): { share: number; ridge: number }[] =>
  shares.flatMap((share) => ridges.map((ridge) => ({ share, ridge })));

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
   * What is minimised: the mean of `foldScores`, and of that and `evidence` the mean. Few families that are held out
   * say it by chance, and the evidence knows nothing of how families differ; they err in different ways.
   */
  readonly score: number;
  /**
   * By fold log(energy error) + 2 log(force error), a third of it. So a factor gained is worth the same wherever it
   * is gained, neither unit nor size matters, one strange fold decides no more than any other, and forces, of
   * which a fold has far more, count twice.
   */
  readonly foldScores: readonly number[];
  /** -ln of the evidence of all that is fitted, a row: as the logarithm of an error. */
  readonly evidence: number;
}

/**
 * Puts the folds and the evidence together; `folds[f]` has the errors on fold f, `evidence` its values, in the order
 * of the grid. Without folds (nothing can be held out) the evidence alone is the score.
 */
export function gridPoints(
  grid: Grid,
  folds: readonly (readonly HeldOutErrors[])[],
  parts: readonly Pick<LossParts, 'energyWeight' | 'forceWeight'>[],
  evidence: readonly number[],
): GridPoint[] {
  return pairsOf(grid).map(({ share, ridge }, at) => {
    const errors = folds.map((fold) => fold[at] as HeldOutErrors);
    const energy = pooled(errors.map((e, f) => [e.energy, parts[f]!.energyWeight]));
    const forces = pooled(errors.map((e, f) => [e.forces, parts[f]!.forceWeight]));
    const foldScores = errors.map(logError);
    return {
      share,
      ridge,
      energy: energy === null ? null : Math.sqrt(energy),
      forces: forces === null ? null : Math.sqrt(forces / 3),
      score: folds.length > 0 ? (mean(foldScores) + evidence[at]!) / 2 : evidence[at]!,
      foldScores,
      evidence: evidence[at]!,
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

/** How much an energy's error counts, and a force's: a fold has a hundred times as many of these. */
const COUNTS = { energy: 1, forces: 2 };

/** The mean logarithm of the errors there are; half of that of a mean square. */
function logError({ energy, forces }: MeanSquares): number {
  let [sum, counts] = [0, 0];
  for (const [square, count] of [
    [energy, COUNTS.energy],
    [forces, COUNTS.forces],
  ] as const) {
    if (square === null) continue;
    sum += count * log(Math.max(square, SMALLEST));
    counts += count;
  }
  return counts > 0 ? sum / (2 * counts) : 0;
}

/** The point of least score; of equal ones the first. */
export function bestPoint(points: readonly GridPoint[]): GridPoint {
  return points.reduce((best, point) => (point.score < best.score ? point : best));
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * The standard error of the mean of scores, from their scatter over the folds: of logarithms, so a part of the error. 0
 * where there are not two.
 */
export function standardError(scores: readonly number[]): number {
  if (scores.length < 2) return 0;
  const middle = mean(scores);
  const squares = scores.reduce((sum, score) => sum + (score - middle) * (score - middle), 0);
  return Math.sqrt(squares / (scores.length - 1) / scores.length);
}

/** How much lower one score is than another on the same data and folds, and how sure that is. */
export interface Gain {
  readonly mean: number;
  /** Its standard error, from the scatter over the folds. */
  readonly error: number;
}

/** What can be compared of two fits. */
export type Scored = Pick<GridPoint, 'score' | 'foldScores'>;

/** What `other` gains on `stated`. */
export function gainOf(stated: Scored, other: Scored): Gain {
  const gains = stated.foldScores.map((score, fold) => score - other.foldScores[fold]!);
  return { mean: stated.score - other.score, error: standardError(gains) / 2 };
}

/** Standard errors that a gain must be worth: with five folds, one time in twenty by chance. */
const SURE = 2;

/**
 * The point of least score where it is better than the best one of the stated share beyond the scatter of the folds
 * (in the spirit of the one-standard-error rule of Breiman, Friedman, Olshen and Stone, Classification and Regression
 * Trees (1984), section 3.4.3), else that one: chance in a few folds does not decide what energies and forces are worth.
 */
export function surePoint(points: readonly GridPoint[], share: number): GridPoint {
  const best = bestPoint(points);
  const stated = points.filter((point) => point.share === share);
  if (stated.length === 0) return best;
  const start = bestPoint(stated);
  const gain = gainOf(start, best);
  return gain.mean > SURE * gain.error ? best : start;
}
