import { PANEL, type Workbench } from './workbench.ts';

/** The triangle as elimination sees it: {@link import('./triangle.ts').Triangle} fits. */
interface Upper {
  readonly columns: number;
  /** Row-major, columns x columns. */
  readonly values: Float64Array;
}

/** Where a panel lies in a column-major block under a triangle. */
export interface Panel {
  /** Its first column, and the first row of the triangle that takes part. */
  readonly at: number;
  /** Its columns, at most {@link PANEL}. */
  readonly width: number;
  /** The rows of the block that are not all zero in these columns. */
  readonly active: number;
  /** Numbers a column of the block. */
  readonly stride: number;
}

/**
 * Eliminates the columns of a panel and leaves its reflection I - V T V' behind: the part of V in
 * the block row by row ({@link PANEL} numbers each) in `reflectors`, T in `factor`. The other part of
 * V is the unit matrix in the panel's rows of the triangle.
 */
export function panelFactor(
  triangle: Upper,
  { block, reflectors }: Workbench,
  panel: Panel,
  factor: Float64Array,
): void {
  const { at, width, active, stride } = panel;
  if (width < PANEL) reflectors.fill(0, 0, active * PANEL);
  factor.fill(0);
  for (let t = 0; t < width; t++) {
    const column = (at + t) * stride;
    const tau = reflector(triangle, block, column, at + t, active);
    for (let i = 0; i < active; i++) reflectors[i * PANEL + t] = block[column + i]!;
    for (let c = at + t + 1; c < at + width; c++) {
      const onDiagonal = (at + t) * triangle.columns + c;
      const inner = tau * (triangle.values[onDiagonal]! + dot(block, column, c * stride, active));
      triangle.values[onDiagonal]! -= inner;
      for (let i = 0; i < active; i++) block[c * stride + i]! -= inner * block[column + i]!;
    }
    extendFactor(block, panel, t, tau, factor);
  }
}

/** Makes the Householder vector of a column in place of it; returns tau of I - tau v v'. */
function reflector(
  triangle: Upper,
  block: Float64Array,
  column: number,
  row: number,
  active: number,
): number {
  const place = row * triangle.columns + row;
  const head = triangle.values[place]!;
  const below = dot(block, column, column, active);
  if (below === 0) {
    block.fill(0, column, column + active);
    return 0;
  }
  const norm = Math.sqrt(head * head + below);
  const beta = head > 0 ? -norm : norm;
  triangle.values[place] = beta;
  const scale = 1 / (head - beta);
  for (let i = 0; i < active; i++) block[column + i]! *= scale;
  return (beta - head) / beta;
}

function dot(block: Float64Array, a: number, b: number, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += block[a + i]! * block[b + i]!;
  return sum;
}

/** Column t of T: T[t][t] = tau, above it -tau T (V' v). */
function extendFactor(
  block: Float64Array,
  { at, active, stride }: Panel,
  t: number,
  tau: number,
  factor: Float64Array,
): void {
  const column = (at + t) * stride;
  for (let s = 0; s < t; s++) {
    factor[s * PANEL + t] = dot(block, (at + s) * stride, column, active);
  }
  for (let r = 0; r < t; r++) {
    let sum = 0;
    for (let s = r; s < t; s++) sum += factor[r * PANEL + s]! * factor[s * PANEL + t]!;
    factor[r * PANEL + t] = -tau * sum;
  }
  factor[t * PANEL + t] = tau;
}

/**
 * Applies the transposed reflection to a pair of columns, c and c + 1: w = T' (r + V' b), r -= w,
 * b -= V w. The column after the last is scratch.
 */
export function reflectPair(
  triangle: Upper,
  { kernel, block, reflectors, products }: Workbench,
  panel: Panel,
  factor: Float64Array,
  column: number,
): void {
  const { active, stride } = panel;
  const a = block.byteOffset + 8 * column * stride;
  const b = a + 8 * stride;
  kernel.project(a, b, reflectors.byteOffset, active, products.byteOffset);
  reflectTop(triangle, panel, factor, column, products, 0);
  if (column + 1 < triangle.columns) {
    reflectTop(triangle, panel, factor, column + 1, products, PANEL);
  }
  kernel.subtract(a, b, reflectors.byteOffset, active, products.byteOffset);
}

/** The part of it in the triangle's rows; turns V'b into w. */
function reflectTop(
  { columns, values }: Upper,
  { at, width }: Panel,
  factor: Float64Array,
  column: number,
  products: Float64Array,
  first: number,
): void {
  const top = at * columns + column;
  for (let t = 0; t < width; t++) products[first + t]! += values[top + t * columns]!;
  for (let t = PANEL - 1; t >= 0; t--) {
    let sum = 0;
    for (let s = 0; s <= t; s++) sum += factor[s * PANEL + t]! * products[first + s]!;
    products[first + t] = sum;
  }
  for (let t = 0; t < width; t++) values[top + t * columns]! -= products[first + t]!;
}
