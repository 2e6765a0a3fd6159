import type { HermiteForm } from './hermite-forms.ts';
import { determinant3, type Matrix3 } from './integer-matrix.ts';

/** A superlattice by its shortest vectors. */
export interface CompactCell {
  readonly form: HermiteForm;
  /** The same lattice by short vectors (rows, units of the parent's), right-handed for a right-handed parent. */
  readonly rows: Matrix3;
  /** The length of the shortest translation squared, Å^2: the nearest image of an atom. */
  readonly nearestImage: number;
  /** The sum of the squared lengths of the rows, Å^2. */
  readonly spread: number;
}

/** How much shorter a vector must become for a step of the reduction to count. */
const SHORTER = 1 - 1e-9;

/**
 * Reduces the rows of a superlattice by subtracting them from one another while that makes one
 * shorter, pairwise and then the longest by both others. `parent` is the parent's cell (rows, Å).
 */
export function compactCell(form: HermiteForm, parent: Float64Array): CompactCell {
  const rows = Array.from(form);
  const metric = metricOf(parent);
  while (shortenOnce(rows, metric));
  if (determinant3(rows as unknown as Matrix3) < 0) for (let k = 0; k < 9; k++) rows[k] = -rows[k]!;
  const squares = [0, 1, 2].map((d) => product(rows, d, rows, d, metric));
  let nearest = Number.POSITIVE_INFINITY;
  for (const [x, y, z] of SMALL) {
    const vector = [0, 1, 2].map((k) => x * rows[k]! + y * rows[3 + k]! + z * rows[6 + k]!);
    nearest = Math.min(nearest, product(vector, 0, vector, 0, metric));
  }
  return {
    form,
    rows: rows.map((x) => x + 0) as unknown as Matrix3,
    nearestImage: nearest,
    spread: squares[0]! + squares[1]! + squares[2]!,
  };
}

/** Half of the combinations of -1, 0 and 1. */
const SMALL: readonly (readonly [number, number, number])[] = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
  [1, 1, 0],
  [1, -1, 0],
  [1, 0, 1],
  [1, 0, -1],
  [0, 1, 1],
  [0, 1, -1],
  [1, 1, 1],
  [1, 1, -1],
  [1, -1, 1],
  [1, -1, -1],
];

/** Scalar products of the parent's vectors. */
function metricOf(parent: Float64Array): Float64Array {
  const metric = new Float64Array(9);
  for (let d = 0; d < 3; d++) {
    for (let e = 0; e < 3; e++) {
      for (let k = 0; k < 3; k++) metric[3 * d + e]! += parent[3 * d + k]! * parent[3 * e + k]!;
    }
  }
  return metric;
}

function product(
  a: readonly number[],
  d: number,
  b: readonly number[],
  e: number,
  metric: Float64Array,
): number {
  let sum = 0;
  for (let k = 0; k < 3; k++) {
    const x = a[3 * d + k]!;
    if (x === 0) continue;
    const [p, q, r] = [b[3 * e]!, b[3 * e + 1]!, b[3 * e + 2]!];
    sum += x * (p * metric[3 * k]! + q * metric[3 * k + 1]! + r * metric[3 * k + 2]!);
  }
  return sum;
}

function shortenOnce(rows: number[], metric: Float64Array): boolean {
  for (let d = 0; d < 3; d++) {
    const before = product(rows, d, rows, d, metric);
    for (let e = 0; e < 3; e++) {
      if (d === e) continue;
      const overlap = product(rows, d, rows, e, metric) / product(rows, e, rows, e, metric);
      const times = Math.round(overlap);
      if (times !== 0 && replaced(rows, d, [e], [times], before, metric)) return true;
    }
    const [e, f] = [(d + 1) % 3, (d + 2) % 3];
    for (const s of [1, -1]) {
      for (const t of [1, -1]) if (replaced(rows, d, [e, f], [s, t], before, metric)) return true;
    }
  }
  return false;
}

/** Subtracts rows from row d where that makes it shorter than `before`. */
function replaced(
  rows: number[],
  d: number,
  others: readonly number[],
  times: readonly number[],
  before: number,
  metric: Float64Array,
): boolean {
  const next = [0, 1, 2].map((k) =>
    others.reduce((x, e, at) => x - times[at]! * rows[3 * e + k]!, rows[3 * d + k]!),
  );
  if (!(product(next, 0, next, 0, metric) < SHORTER * before)) return false;
  for (let k = 0; k < 3; k++) rows[3 * d + k] = next[k]!;
  return true;
}

/** The most compact first: the farthest nearest image, then the shortest vectors; a total order. */
export function byCompactness(a: CompactCell, b: CompactCell): number {
  const image = Math.round(1e6 * b.nearestImage) - Math.round(1e6 * a.nearestImage);
  const spread = Math.round(1e6 * a.spread) - Math.round(1e6 * b.spread);
  if (image !== 0 || spread !== 0) return image || spread;
  const at = a.form.findIndex((x, k) => x !== b.form[k]);
  return at < 0 ? 0 : a.form[at]! - b.form[at]!;
}
