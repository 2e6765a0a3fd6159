import { panelFactor, reflectPair } from './panel.ts';
import { openWorkbench, PANEL, type Workbench } from './workbench.ts';

/**
 * The upper triangle R of a QR factorisation, which stands for the matrix A it was made from: R'R =
 * A'A, so norms of columns, least-squares solutions and residuals of A can all be had from R. A right
 * side is carried as the last column. It takes in rows as they come (`absorbRows` changes it in
 * place), so that the whole matrix need never be in memory.
 */
export interface Triangle {
  readonly columns: number;
  /** Row-major, columns x columns, zeros below the diagonal. The signs of the diagonal mean nothing. */
  readonly values: Float64Array;
}

/** The triangle of a matrix without rows. */
export const emptyTriangle = (columns: number): Triangle => ({
  columns,
  values: new Float64Array(columns * columns),
});

/** Rows taken in at a time: a block of a few hundred columns stays in the second-level cache. */
const BLOCK_ROWS = 512;

/**
 * `full`: rows of any kind. `triangular`: row k has only zeros before column k, as the rows of
 * another triangle or of a diagonal matrix; a third of the work.
 */
export type RowShape = 'full' | 'triangular';

/**
 * Takes `rowCount` rows (row-major, `triangle.columns` a row) into the triangle: sequential TSQR
 * (Demmel, Grigori, Hoemmen and Langou, SIAM J. Sci. Comput. 34, A206, 2012) by Householder
 * reflections in panels, compact WY form (Schreiber and Van Loan, SIAM J. Sci. Stat. Comput. 10, 53,
 * 1989). The same rows in the same calls give the same bits. 2 rowCount columns^2 flops.
 */
export function absorbRows(
  triangle: Triangle,
  rows: Float64Array,
  rowCount: number,
  shape: RowShape = 'full',
): void {
  const size = Math.min(rowCount, BLOCK_ROWS);
  const bench = openWorkbench(size, triangle.columns);
  for (let start = 0; start < rowCount; start += BLOCK_ROWS) {
    const count = Math.min(BLOCK_ROWS, rowCount - start);
    const first = shape === 'triangular' ? start : 0;
    transpose(rows, start, count, triangle.columns, bench.block);
    absorbBlock(triangle, bench, count, first, shape === 'triangular');
  }
}

/** Takes the rows behind `other` into `triangle`, which changes in place. */
export const mergeTriangle = (triangle: Triangle, other: Triangle): void =>
  absorbRows(triangle, other.values, filledRows(other), 'triangular');

/** How many rows there are before the last that is not all zero: few where few rows are behind the triangle. */
export function filledRows({ columns, values }: Triangle): number {
  let last = values.length - 1;
  while (last >= 0 && values[last] === 0) last--;
  return Math.floor(last / columns) + 1;
}

/** An independent copy. */
export const copyTriangle = ({ columns, values }: Triangle): Triangle => ({
  columns,
  values: values.slice(),
});

/** Rows `start` to `start + count` of `rows` into the columns of `block`, `count` numbers each. */
function transpose(
  rows: Float64Array,
  start: number,
  count: number,
  columns: number,
  block: Float64Array,
): void {
  for (let i = 0; i < count; i++) {
    const from = (start + i) * columns;
    for (let j = 0; j < columns; j++) block[j * count + i] = rows[from + j]!;
  }
}

/** Eliminates the block, `count` numbers a column, whose columns before `first` are zero. */
function absorbBlock(
  triangle: Triangle,
  bench: Workbench,
  count: number,
  first: number,
  triangular: boolean,
): void {
  const { columns } = triangle;
  const factor = new Float64Array(PANEL * PANEL);
  // what the scratch column holds is never read, but it must not grow from call to call
  bench.block.fill(0, count * columns, count * (columns + 1));
  for (let at = first; at < columns; at += PANEL) {
    const width = Math.min(PANEL, columns - at);
    const active = triangular ? Math.min(count, at + width - first) : count;
    const panel = { at, width, active, stride: count };
    panelFactor(triangle, bench, panel, factor);
    for (let column = at + width; column < columns; column += 2) {
      reflectPair(triangle, bench, panel, factor, column);
    }
  }
}
