import { inOrder } from '../../base/in-order.ts';
import type { StageContext } from '../../engine/stage.ts';
import {
  bestPoint,
  type Grid,
  type GridPoint,
  gridPoints,
  type HeldOutErrors,
  surePoint,
} from '../../science/ace-fit/cross-validate.ts';
import type { LossParts } from '../../science/ace-fit/loss.ts';
import { type HoldOutTask, TASKS } from './ace-tasks.ts';
import type { PreparedFit } from './prepared-fit.ts';
import type { ResolvedTraining } from './resolve.ts';

/** k and ridge, and all that was tried to find them. */
export interface Tuned {
  readonly share: number;
  readonly ridge: number;
  readonly tried: readonly GridPoint[];
}

/** What is tried where the settings leave k and ridge open; where errors tie, the larger ridge comes first. */
const FINE: Grid = {
  shares: [0.1, 0.03, 0.01, 0.003, 0.001],
  ridges: [1e-4, 1e-5, 1e-6, 1e-7, 1e-8],
};

/** Where nothing can be held out (one family alone), and where held-out families do not clearly say otherwise. */
const STATED = { share: 0.01, ridge: 1e-6 };

/** Enough to tell one basis from another. */
const COARSE: Grid = { shares: [STATED.share], ridges: [1e-5, 1e-7] };

/** Chooses what the settings leave open by the errors on held-out folds. */
export async function tune(
  context: StageContext,
  fit: PreparedFit,
  settings: ResolvedTraining,
): Promise<Tuned> {
  const grid = gridFor(fit.folds, settings, FINE);
  if (fit.folds.length < 2) {
    const share = grid.shares.length > 1 ? STATED.share : grid.shares[0]!;
    return { share, ridge: settings.ridge === 'auto' ? STATED.ridge : settings.ridge, tried: [] };
  }
  const tried = await tryGrid(context, fit, grid);
  const { share, ridge } = surePoint(tried, {
    share: grid.shares.length > 1 ? STATED.share : grid.shares[0]!,
    ridge: settings.ridge === 'auto' ? STATED.ridge : settings.ridge,
  });
  return { share, ridge, tried };
}

/** The scores on held-out folds with the better of a few values of what is open: for comparing bases. */
export async function quickScores(
  context: StageContext,
  fit: PreparedFit,
  settings: ResolvedTraining,
): Promise<readonly number[]> {
  return bestPoint(await tryGrid(context, fit, gridFor(fit.folds, settings, COARSE))).foldScores;
}

async function tryGrid(
  context: StageContext,
  { folds, smoothness }: PreparedFit,
  grid: Grid,
): Promise<GridPoint[]> {
  const errors: HeldOutErrors[][] = [];
  await inOrder(
    folds.map((_, fold) => fold),
    context.workers,
    (heldOut) => {
      const task: HoldOutTask = { folds, heldOut, grid, smoothness };
      return context.compute<HeldOutErrors[]>({ module: TASKS, name: 'holdOut' }, task);
    },
    (fold) => void errors.push(fold),
  );
  return gridPoints(errors, folds);
}

/** What is open of the grid. Without forces the share has no meaning. */
function gridFor(
  folds: readonly LossParts[],
  { force_share: share, ridge }: ResolvedTraining,
  { shares, ridges }: Grid,
): Grid {
  const hasForces = folds.some(({ forceWeight }) => forceWeight > 0);
  return {
    shares: hasForces ? (share === 'auto' ? shares : [share]) : [0],
    ridges: ridge === 'auto' ? ridges : [ridge],
  };
}
