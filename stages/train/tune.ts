import { inOrder } from '../../base/in-order.ts';
import type { StageContext } from '../../engine/stage.ts';
import {
  bestPoint,
  type Grid,
  type GridPoint,
  gridPoints,
  type HeldOutErrors,
} from '../../science/ace-fit/cross-validate.ts';
import type { LossParts } from '../../science/ace-fit/loss.ts';
import { type HoldOutTask, TASKS } from './ace-tasks.ts';
import type { ResolvedTraining } from './resolve.ts';

/** k and ridge, and all that was tried to find them. */
export interface Tuned {
  readonly share: number;
  readonly ridge: number;
  readonly tried: readonly GridPoint[];
}

const SHARES = [0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 0.0003];
const RIDGES = [1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7];

/** Where there is one family alone, nothing can be held out. */
const STATED = { share: 0.01, ridge: 1e-5 };

/** Chooses what the settings leave open by the errors on held-out folds. */
export async function tune(
  context: StageContext,
  functions: number,
  folds: readonly LossParts[],
  { force_share, ridge }: ResolvedTraining,
): Promise<Tuned> {
  const grid = gridFor(folds, force_share, ridge);
  if (folds.length < 2) {
    return {
      share: grid.shares.length > 1 ? STATED.share : grid.shares[0]!,
      ridge: ridge === 'auto' ? STATED.ridge : ridge,
      tried: [],
    };
  }
  const errors: HeldOutErrors[][] = [];
  await inOrder(
    folds.map((_, fold) => fold),
    context.workers,
    (heldOut) => {
      const task: HoldOutTask = { functions, folds, heldOut, grid };
      return context.compute<HeldOutErrors[]>({ module: TASKS, name: 'holdOut' }, task);
    },
    (fold) => void errors.push(fold),
  );
  const tried = gridPoints(errors, folds);
  return { ...pick(bestPoint(tried)), tried };
}

const pick = ({ share, ridge }: GridPoint): { share: number; ridge: number } => ({ share, ridge });

/** Without forces the share has no meaning, and without energies neither. */
function gridFor(
  folds: readonly LossParts[],
  share: ResolvedTraining['force_share'],
  ridge: ResolvedTraining['ridge'],
): Grid {
  const hasForces = folds.some(({ forceWeight }) => forceWeight > 0);
  const open = share === 'auto' ? SHARES : [share];
  return { shares: hasForces ? open : [0], ridges: ridge === 'auto' ? RIDGES : [ridge] };
}
