/** Rows that span the rest of a matrix. */
export interface MaxVolume {
  /**
   * The chosen rows, one a column of the matrix; -1 - k is no row but the unit vector of column k times
   * {@link UNSEEN} (where the rows span no such direction).
   */
  readonly rows: Int32Array;
  /** The inverse of the chosen rows, row-major. */
  readonly inverse: Float64Array;
  /** The largest |component| of any row in the chosen ones: at most 1 + {@link TOLERANCE}. */
  readonly largest: number;
}

/** How far from the largest volume it may end. */
export const TOLERANCE = 0.001;
/** What a direction is worth that no row has, against the largest entry of its column. */
export const UNSEEN = 1e-8;
/** Swaps at most, a column: it ends long before. */
const SWAPS_A_COLUMN = 20;

/**
 * Chooses as many rows of a matrix as it has columns, such that their determinant is as good as the
 * largest: no row of the matrix has a component over 1 + {@link TOLERANCE} in the chosen ones (maxvol:
 * Goreinov, Oseledets, Savostyanov, Tyrtyshnikov and Zamarashkin, in Matrix Methods (2010), p. 247).
 * First the pivots of an elimination, then the best swap until none helps. Of equal ones the first;
 * searches end by steps, so the same rows give the same choice. A column of zeros counts as unseen.
 */
export function maxVolume(rows: readonly Float64Array[], columns: number): MaxVolume {
  const scales = columnScales(rows, columns);
  const count = rows.length + columns;
  const at = (row: number, k: number): number => {
    if (row < rows.length) return rows[row]![k]! / scales[k]!;
    return row - rows.length === k ? UNSEEN : 0;
  };
  const work = new Float64Array(count * columns);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < columns; k++) work[i * columns + k] = at(i, k);
  }
  const order = eliminate(work, count, columns);
  toShares(work, count, columns);
  const largest = swapRows(work, order, count, columns);
  const chosen = order.slice(0, columns);
  const square = new Float64Array(columns * columns);
  chosen.forEach((row, i) => {
    for (let k = 0; k < columns; k++) square[i * columns + k] = at(row, k);
  });
  const inverse = invert(square, columns);
  // from the scaled columns to those given: rows of the inverse go with columns
  for (let k = 0; k < columns; k++) {
    for (let j = 0; j < columns; j++) inverse[k * columns + j]! /= scales[k]!;
  }
  const named = chosen.map((row) => (row < rows.length ? row : rows.length - 1 - row));
  return { rows: named, inverse, largest };
}

function columnScales(rows: readonly Float64Array[], columns: number): Float64Array {
  const scales = new Float64Array(columns);
  for (const row of rows) {
    for (let k = 0; k < columns; k++) scales[k] = Math.max(scales[k]!, Math.abs(row[k]!));
  }
  return scales.map((scale) => (scale > 0 ? scale : 1));
}

/** Gaussian elimination with the largest pivot of each column: leaves L, and what row went where. */
function eliminate(work: Float64Array, count: number, columns: number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  for (let k = 0; k < columns; k++) {
    let best = k;
    for (let i = k; i < count; i++) {
      if (Math.abs(work[i * columns + k]!) > Math.abs(work[best * columns + k]!)) best = i;
    }
    swap(work, order, k, best, columns);
    const pivot = work[k * columns + k]!;
    for (let i = k + 1; i < count; i++) {
      const factor = work[i * columns + k]! / pivot;
      work[i * columns + k] = factor;
      if (factor === 0) continue;
      const [own, top] = [i * columns, k * columns];
      for (let j = k + 1; j < columns; j++) work[own + j]! -= factor * work[top + j]!;
    }
  }
  return order;
}

function swap(work: Float64Array, order: Int32Array, a: number, b: number, columns: number): void {
  if (a === b) return;
  [order[a], order[b]] = [order[b]!, order[a]!];
  const row = work.slice(a * columns, (a + 1) * columns);
  work.copyWithin(a * columns, b * columns, (b + 1) * columns);
  work.set(row, b * columns);
}

/** From L to the shares of the first rows in all: L2 L1^-1, and the unit matrix above. */
function toShares(work: Float64Array, count: number, columns: number): void {
  for (let i = columns; i < count; i++) {
    const own = i * columns;
    for (let k = columns - 1; k >= 0; k--) {
      const share = work[own + k]!;
      if (share === 0) continue;
      for (let j = 0, at = k * columns; j < k; j++, at++) work[own + j]! -= share * work[at]!;
    }
  }
  work.fill(0, 0, columns * columns);
  for (let k = 0; k < columns; k++) work[k * columns + k] = 1;
}

/** Swaps the row of the largest share in, while that is over 1; returns what it is at the end. */
function swapRows(shares: Float64Array, order: Int32Array, count: number, columns: number): number {
  let most = 0;
  for (let step = 0; step <= SWAPS_A_COLUMN * columns; step++) {
    let place = columns * columns;
    most = 0;
    for (let at = place; at < count * columns; at++) {
      const size = Math.abs(shares[at]!);
      if (size > most) [most, place] = [size, at];
    }
    if (most <= 1 + TOLERANCE) break;
    exchange(shares, order, count, columns, place);
  }
  return Math.max(1, most);
}

/** Row i of `place` takes the place of chosen row j: all shares change by a product of two vectors. */
function exchange(
  shares: Float64Array,
  order: Int32Array,
  count: number,
  columns: number,
  place: number,
): void {
  const [i, j] = [Math.floor(place / columns), place % columns];
  const pivot = shares[place]!;
  const row = shares.slice(i * columns, (i + 1) * columns);
  row[j]! -= 1;
  for (let r = columns; r < count; r++) {
    const factor = shares[r * columns + j]! / pivot;
    if (factor === 0) continue;
    for (let k = 0, at = r * columns; k < columns; k++, at++) shares[at]! -= factor * row[k]!;
  }
  // the row that leaves is e_j among the old ones: e_j - (row i - e_j) / pivot among the new
  for (let k = 0; k < columns; k++) {
    shares[i * columns + k] = (k === j ? 1 : 0) - row[k]! / pivot;
  }
  [order[i], order[j]] = [order[j]!, order[i]!];
}

/** The inverse by Gauss-Jordan elimination with row pivots. */
function invert(matrix: Float64Array, n: number): Float64Array {
  const left = matrix.slice();
  const right = new Float64Array(n * n);
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = 0; i < n; i++) right[i * n + i] = 1;
  for (let k = 0; k < n; k++) {
    let best = k;
    for (let i = k; i < n; i++) {
      if (Math.abs(left[i * n + k]!) > Math.abs(left[best * n + k]!)) best = i;
    }
    swap(right, order.slice(), k, best, n);
    swap(left, order, k, best, n);
    const pivot = left[k * n + k]!;
    for (let j = 0; j < n; j++) {
      left[k * n + j]! /= pivot;
      right[k * n + j]! /= pivot;
    }
    for (let i = 0; i < n; i++) {
      const factor = left[i * n + k]!;
      if (i === k || factor === 0) continue;
      for (let j = k; j < n; j++) left[i * n + j]! -= factor * left[k * n + j]!;
      for (let j = 0; j < n; j++) right[i * n + j]! -= factor * right[k * n + j]!;
    }
  }
  return right;
}
