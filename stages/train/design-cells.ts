import { inOrder } from '../../base/in-order.ts';
import type { StageContext } from '../../engine/stage.ts';
import type { AceBasisSpec } from '../../science/ace/basis.ts';
import { foldBlocks } from '../../science/ace-fit/blocks.ts';
import type { FitTarget } from '../../science/ace-fit/design-parts.ts';
import {
  addWeighted,
  compactParts,
  noParts,
  type UnweightedParts,
} from '../../science/ace-fit/loss.ts';
import type { Shift } from '../../science/ace-fit/reference-energies.ts';
import { type DesignTask, TASKS } from './ace-tasks.ts';

/** A target in its cell: structures of one fold that have one weight whatever the settings. */
export type CellTarget = FitTarget & { readonly cell: number };

/** A block has at least this many rows for a function: below, merging its triangle would be the main work. */
const ROWS_A_FUNCTION = 4;
/** And at least this many rows: below, sending it to a worker would be. */
const LEAST_ROWS = 1000;

/**
 * The loss of each cell with all weights 1, made block by block on the workers; blocks and the order in
 * which they are put together do not depend on how many workers there are.
 */
export async function designCells(
  context: StageContext,
  spec: AceBasisSpec,
  targets: readonly CellTarget[],
  shifts: readonly Shift[],
): Promise<UnweightedParts[]> {
  const functions = spec.elements.length * spec.functionsPerElement + shifts.length;
  const sized = targets.map((target) => ({ fold: target.cell, rows: rowsOf(target) }));
  const blocks = foldBlocks(sized, Math.max(LEAST_ROWS, ROWS_A_FUNCTION * functions));
  const cells: UnweightedParts[] = [];
  await inOrder(
    blocks,
    2 * context.workers,
    ({ places }) => {
      const task: DesignTask = {
        spec,
        targets: places.map((place) => targets[place]!),
        shifts,
      };
      return context.compute<UnweightedParts>({ module: TASKS, name: 'design' }, task);
    },
    (parts, at) => {
      const { fold: cell } = blocks[at]!;
      const before = cells[cell];
      cells[cell] = before ? together(functions, before, parts) : parts;
      context.progress(at + 1, blocks.length, `blocks read into the fit, cutoff ${spec.cutoff} Å`);
    },
  );
  return cells;
}

function together(functions: number, a: UnweightedParts, b: UnweightedParts): UnweightedParts {
  const sum = { ...noParts(functions) };
  addWeighted(sum, a, 1);
  addWeighted(sum, b, 1);
  return compactParts(sum);
}

const rowsOf = ({ forces }: FitTarget): number => 1 + (forces?.length ?? 0);
