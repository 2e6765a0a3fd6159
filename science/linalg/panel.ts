/** The triangle as elimination sees it: {@link import('./triangle.ts').Triangle} fits. */
interface Upper {
  readonly columns: number;
  /** Row-major, columns x columns. */
  readonly values: Float64Array;
}

/** Columns that are eliminated together. */
export const PANEL = 8;

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
  block: Float64Array,
  panel: Panel,
  reflectors: Float64Array,
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
 * Applies the transposed reflection to one column: w = T' (r + V' b), r -= w, b -= V w. The inner
 * loops are written out: eight sums in registers are what makes it quick.
 */
export function reflectColumn(
  triangle: Upper,
  block: Float64Array,
  { at, active, width, stride }: Panel,
  reflectors: Float64Array,
  factor: Float64Array,
  column: number,
): void {
  const w = project(block, column * stride, active, reflectors);
  const { columns, values } = triangle;
  for (let t = 0; t < width; t++) w[t]! += values[(at + t) * columns + column]!;
  for (let t = PANEL - 1; t >= 0; t--) {
    let sum = 0;
    for (let s = 0; s <= t; s++) sum += factor[s * PANEL + t]! * w[s]!;
    w[t] = sum;
  }
  for (let t = 0; t < width; t++) values[(at + t) * columns + column]! -= w[t]!;
  subtract(block, column * stride, active, reflectors, w);
}

const projected = new Float64Array(PANEL);

function project(
  block: Float64Array,
  start: number,
  active: number,
  reflectors: Float64Array,
): Float64Array {
  let [w0, w1, w2, w3, w4, w5, w6, w7] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let i = 0, v = 0; i < active; i++, v += PANEL) {
    const x = block[start + i]!;
    w0 += reflectors[v]! * x;
    w1 += reflectors[v + 1]! * x;
    w2 += reflectors[v + 2]! * x;
    w3 += reflectors[v + 3]! * x;
    w4 += reflectors[v + 4]! * x;
    w5 += reflectors[v + 5]! * x;
    w6 += reflectors[v + 6]! * x;
    w7 += reflectors[v + 7]! * x;
  }
  projected[0] = w0;
  projected[1] = w1;
  projected[2] = w2;
  projected[3] = w3;
  projected[4] = w4;
  projected[5] = w5;
  projected[6] = w6;
  projected[7] = w7;
  return projected;
}

function subtract(
  block: Float64Array,
  start: number,
  active: number,
  reflectors: Float64Array,
  w: Float64Array,
): void {
  const [w0, w1, w2, w3] = [w[0]!, w[1]!, w[2]!, w[3]!];
  const [w4, w5, w6, w7] = [w[4]!, w[5]!, w[6]!, w[7]!];
  for (let i = 0, v = 0; i < active; i++, v += PANEL) {
    block[start + i]! -=
      reflectors[v]! * w0 +
      reflectors[v + 1]! * w1 +
      reflectors[v + 2]! * w2 +
      reflectors[v + 3]! * w3 +
      reflectors[v + 4]! * w4 +
      reflectors[v + 5]! * w5 +
      reflectors[v + 6]! * w6 +
      reflectors[v + 7]! * w7;
  }
}
