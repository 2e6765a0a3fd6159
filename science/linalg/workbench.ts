import { PAGE } from '../wasm-kernel.ts';
import { makePanelKernel, type PanelKernel } from './panel-kernel.ts';

/** Columns that are eliminated together. */
export const PANEL = 8;

/** Where a block of rows is eliminated: arrays in the kernel's memory, and the kernel. */
export interface Workbench {
  readonly kernel: PanelKernel;
  /** Column-major, `stride` numbers a column; one column more than asked for, of scratch. */
  readonly block: Float64Array;
  /** The panel's reflectors, {@link PANEL} numbers a row. */
  readonly reflectors: Float64Array;
  /** Twice {@link PANEL}: the products with a pair of columns. */
  readonly products: Float64Array;
}

const BYTES = 8;

/** One a thread: nothing here lasts longer than a call. */
let kernel: PanelKernel | undefined;

/** The thread's workbench for blocks of this size; its arrays hold what the last call left. */
export function openWorkbench(rows: number, columns: number): Workbench {
  kernel ??= makePanelKernel();
  const { memory } = kernel;
  const products = 2 * PANEL;
  const reflectors = rows * PANEL;
  const block = rows * (columns + 1);
  const needed = BYTES * (products + reflectors + block);
  const missing = needed - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
  const { buffer } = memory;
  return {
    kernel,
    products: new Float64Array(buffer, 0, products),
    reflectors: new Float64Array(buffer, BYTES * products, reflectors),
    block: new Float64Array(buffer, BYTES * (products + reflectors), block),
  };
}
