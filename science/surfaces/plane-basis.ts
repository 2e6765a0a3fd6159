import { timesMatrix } from '../cell.ts';
import type { Miller } from './miller.ts';

type Vector = [number, number, number];

/** A basis of a lattice that lies along one of its planes. */
export interface PlaneBasis {
  /** Two short vectors in the plane and one that leads to the next plane: whole numbers, in lattice vectors. */
  readonly whole: readonly [Vector, Vector, Vector];
  /** The same, rows Å, turned: the first along x, the second in the xy plane, z out of the plane. */
  readonly cell: Float64Array;
  /** What turns a Cartesian row vector of the crystal into this frame (row vector times matrix). */
  readonly rotation: Float64Array;
  /** Between neighbouring planes, Å. */
  readonly spacing: number;
}

/**
 * The basis of a lattice (rows, Å) along the plane of the given indices (without a common divisor): the
 * vectors in the plane are the shortest that span it, at an angle of 90 to 120 degrees; the third leads
 * one plane up, as straight as it can.
 */
export function planeBasis(cell: Float64Array, plane: Miller): PlaneBasis {
  let [u, v, w] = completed(plane);
  [u, v] = reducedPair(u, v, cell);
  const cross = crossOf(cartesian(u, cell), cartesian(v, cell));
  // u, v, w must be right-handed with w on the positive side of the plane.
  if (dot(cross, cartesian(w, cell)) < 0) v = negated(v);
  if (dot(cartesian(u, cell), cartesian(v, cell)) > 1e-9) {
    // Turning u keeps the handedness when v turns to u's place: (v, -u).
    [u, v] = [v, negated(u)];
  }
  w = straightened(w, u, v, cell);
  const rotation = frame(cartesian(u, cell), cartesian(v, cell));
  const rows = timesMatrix(
    [u, v, w].flatMap((x) => [...cartesian(x, cell)]),
    rotation,
  );
  // What is zero by construction is zero in bits.
  for (const k of [1, 2, 5]) rows[k] = 0;
  return { whole: [u, v, w], cell: rows, rotation, spacing: rows[8]! };
}

/** The area of the first two vectors of a cell that lies along a plane, Å^2. */
export const planeArea = (cell: Float64Array): number => {
  const [x, y, z] = crossOf([cell[0]!, cell[1]!, cell[2]!], [cell[3]!, cell[4]!, cell[5]!]);
  return Math.sqrt(x * x + y * y + z * z);
};

/** Whole vectors u, v, w with plane·u = plane·v = 0, plane·w = 1 and determinant 1, by Euclid's steps. */
function completed(plane: Miller): [Vector, Vector, Vector] {
  const columns: [Vector, Vector, Vector] = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];
  const product = (at: number): number =>
    columns[at]!.reduce((sum, x, d) => sum + x * plane[d]!, 0);
  for (;;) {
    const left = [0, 1, 2].filter((at) => product(at) !== 0);
    if (left.length === 1) {
      const at = left[0] as number;
      const others = [(at + 1) % 3, (at + 2) % 3];
      const w = columns[at]!;
      return [columns[others[0]!]!, columns[others[1]!]!, product(at) < 0 ? negated(w) : w];
    }
    left.sort((a, b) => Math.abs(product(a)) - Math.abs(product(b)) || a - b);
    const [small, large] = [left[0] as number, left[left.length - 1] as number];
    const times = Math.round(product(large) / product(small));
    columns[large] = minus(columns[large]!, columns[small]!, times);
  }
}

/** Gauss's reduction of two vectors: the first shortest, the second the shortest beside it. */
function reducedPair(a: Vector, b: Vector, cell: Float64Array): [Vector, Vector] {
  let [u, v] = [a, b];
  for (;;) {
    const [x, y] = [cartesian(u, cell), cartesian(v, cell)];
    if (dot(y, y) < dot(x, x) * (1 - 1e-9)) {
      [u, v] = [v, u];
      continue;
    }
    const times = roundHalfDown(dot(x, y) / dot(x, x));
    if (times === 0) return [u, v];
    v = minus(v, u, times);
  }
}

/** Halves, and what is nearly one, go to the smaller size: no rounding error turns the same pair back and forth. */
function roundHalfDown(x: number): number {
  const size = Math.ceil(Math.abs(x) - 0.5 - 1e-9);
  return x < 0 ? 0 - size : size + 0;
}

/** The third vector with the shortest part in the plane. */
function straightened(w: Vector, u: Vector, v: Vector, cell: Float64Array): Vector {
  const [x, y, z] = [cartesian(u, cell), cartesian(v, cell), cartesian(w, cell)];
  const [uu, uv, vv] = [dot(x, x), dot(x, y), dot(y, y)];
  const [uw, vw] = [dot(x, z), dot(y, z)];
  const det = uu * vv - uv * uv;
  const a = Math.round((uw * vv - vw * uv) / det);
  const b = Math.round((vw * uu - uw * uv) / det);
  const near: { readonly vector: Vector; readonly length: number }[] = [];
  for (let i = -1; i <= 1; i++) {
    for (let j = -1; j <= 1; j++) {
      const vector = minus(minus(w, u, a + i), v, b + j);
      const way = cartesian(vector, cell);
      near.push({ vector, length: Math.round(dot(way, way) * 1e6) });
    }
  }
  return near.reduce((best, one) => (one.length < best.length ? one : best)).vector;
}

/** Columns: x along u, z along u x v, y completing. */
function frame(u: Vector, v: Vector): Float64Array {
  const x = unit(u);
  const z = unit(crossOf(u, v));
  const y = crossOf(z, x);
  return Float64Array.of(x[0], y[0], z[0], x[1], y[1], z[1], x[2], y[2], z[2]);
}

const cartesian = (whole: Vector, cell: Float64Array): Vector =>
  timesMatrix(whole, cell) as unknown as Vector;
const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const negated = ([x, y, z]: Vector): Vector => [0 - x, 0 - y, 0 - z];
const minus = (a: Vector, b: Vector, times: number): Vector => [
  a[0] - times * b[0],
  a[1] - times * b[1],
  a[2] - times * b[2],
];
const crossOf = ([a, b, c]: Vector, [d, e, f]: Vector): Vector => [
  b * f - c * e,
  c * d - a * f,
  a * e - b * d,
];
const unit = (v: Vector): Vector => {
  const length = Math.sqrt(dot(v, v));
  return [v[0] / length, v[1] / length, v[2] / length];
};
