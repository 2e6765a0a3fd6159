import { inOrder } from '../../base/in-order.ts';
import type { StageContext } from '../../engine/stage.ts';
import type { AceBasisSpec } from '../../science/ace/basis.ts';
import { foldBlocks } from '../../science/ace-fit/blocks.ts';
import type { FitTarget } from '../../science/ace-fit/design-parts.ts';
import { addParts, type LossParts, noParts } from '../../science/ace-fit/loss.ts';
import { type DesignTask, TASKS } from './ace-tasks.ts';

/** A target in its fold. */
export type FoldTarget = FitTarget & { readonly fold: number };

/** A block has at least this many rows for a function: below, merging its triangle would be the main work. */
const ROWS_A_FUNCTION = 4;
/** And at least this many rows: below, sending it to a worker would be. */
const LEAST_ROWS = 1000;

/**
 * The loss of each fold, made block by block on the workers; blocks and the order in which they are
 * put together do not depend on how many workers there are.
 */
export async function designFolds(
  context: StageContext,
  spec: AceBasisSpec,
  targets: readonly FoldTarget[],
): Promise<LossParts[]> {
  const functions = spec.elements.length * spec.functionsPerElement;
  const sized = targets.map((target) => ({ fold: target.fold, rows: rowsOf(target) }));
  const blocks = foldBlocks(sized, Math.max(LEAST_ROWS, ROWS_A_FUNCTION * functions));
  const folds: LossParts[] = Array.from(
    { length: 1 + Math.max(...targets.map(({ fold }) => fold)) },
    () => noParts(functions),
  );
  await inOrder(
    blocks,
    2 * context.workers,
    ({ places }) => {
      const task: DesignTask = { spec, targets: places.map((place) => targets[place]!) };
      return context.compute<LossParts>({ module: TASKS, name: 'design' }, task);
    },
    (parts, at) => {
      const { fold } = blocks[at]!;
      folds[fold] = addParts(functions, [folds[fold]!, parts]);
      context.progress(at + 1, blocks.length, `blocks read into the fit, cutoff ${spec.cutoff} Å`);
    },
  );
  return folds;
}

const rowsOf = ({ forces }: FitTarget): number => 1 + (forces?.length ?? 0);
