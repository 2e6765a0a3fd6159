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
import { type EvidenceTask, type HoldOutTask, TASKS } from './ace-tasks.ts';
import type { PreparedFit } from './prepared-fit.ts';
import type { ResolvedTraining } from './resolve.ts';

/** k and ridge, and all that was tried to find them. */
export interface Tuned {
  readonly share: number;
  readonly ridge: number;
  readonly tried: readonly GridPoint[];
}

/** What is tried where the settings leave k and ridge open. */
const RIDGES = [1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8];
const SHARES = [0.1, 0.01, 0.001];

/** The share that another must surely be better than. */
const STATED_SHARE = 0.01;

/** Enough to tell one basis from another. */
const COARSE_RIDGES = [1e-3, 1e-4, 1e-5, 1e-6];

/**
 * Chooses what the settings leave open by the errors on held-out folds and by the evidence: the ridge for the stated
 * share of the forces, then the share, with ridges near that one.
 */
export async function tune(
  context: StageContext,
  fit: PreparedFit,
  settings: ResolvedTraining,
): Promise<Tuned> {
  const { share, others } = sharesFor(fit.folds, settings);
  const ridges = settings.ridge === 'auto' ? RIDGES : [settings.ridge];
  const first = await tryGrid(context, fit, { shares: [share], ridges });
  const { ridge } = bestPoint(first);
  const isOpen = others.length > 0 && fit.folds.length > 1;
  const near = ridges.filter((other) => other <= 11 * ridge && ridge <= 11 * other);
  const second = isOpen ? await tryGrid(context, fit, { shares: others, ridges: near }) : [];
  const tried = [...first, ...second];
  const best = surePoint(tried, share);
  return { share: best.share, ridge: best.ridge, tried };
}

/** How a basis does with the best of a few ridges and the stated share: for comparing it with others. */
export async function quickPoint(
  context: StageContext,
  fit: PreparedFit,
  settings: ResolvedTraining,
): Promise<GridPoint> {
  const { share } = sharesFor(fit.folds, settings);
  const ridges = settings.ridge === 'auto' ? COARSE_RIDGES : [settings.ridge];
  return bestPoint(await tryGrid(context, fit, { shares: [share], ridges }));
}

async function tryGrid(
  context: StageContext,
  { folds, smoothness, informative }: PreparedFit,
  grid: Grid,
): Promise<GridPoint[]> {
  const task: EvidenceTask = { folds, grid, smoothness, informative };
  const evidence = context.compute<number[]>({ module: TASKS, name: 'evidence' }, task);
  const errors: HeldOutErrors[][] = [];
  await inOrder(
    folds.length > 1 ? folds.map((_, fold) => fold) : [],
    context.workers,
    (heldOut) => {
      const task: HoldOutTask = { folds, heldOut, grid, smoothness };
      return context.compute<HeldOutErrors[]>({ module: TASKS, name: 'holdOut' }, task);
    },
    (fold) => void errors.push(fold),
  );
  return gridPoints(grid, errors, folds, await evidence);
}

/** The share to begin with, and what else is open. Without forces it has no meaning. */
function sharesFor(
  folds: readonly LossParts[],
  { force_share: share }: ResolvedTraining,
): { readonly share: number; readonly others: readonly number[] } {
  if (!folds.some(({ forceWeight }) => forceWeight > 0)) return { share: 0, others: [] };
  if (share !== 'auto') return { share, others: [] };
  const others = SHARES.filter((other) => other !== STATED_SHARE);
  return { share: STATED_SHARE, others };
}
