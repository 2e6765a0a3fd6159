/**
 * The lattice that images are made with: a reduced basis of the periodic directions, completed by
 * vectors at right angles to them where the structure does not repeat.
 */
export interface ImageLattice {
  /** Rows a, b, c, Å. */
  readonly rows: Float64Array;
  /** Reciprocal rows: fractional coordinate d of r is `reciprocal[3 d ..] . r`. */
  readonly reciprocal: Float64Array;
  readonly periodic: readonly [boolean, boolean, boolean];
  /** Distance between neighbouring lattice planes in each direction, Å. */
  readonly heights: readonly [number, number, number];
}

/** How much shorter a vector must become for a step of the reduction to count. */
const SHORTER = 1 - 1e-6;
/** Below this share of the volume that its edges could span, a cell is flat. */
const FLAT = 1e-10;

/**
 * The image lattice of a cell (rows, Å). The basis is reduced pairwise, so that a strongly skewed
 * cell costs no more than its compact equivalent; the set of lattice points stays the same.
 * Undefined where the periodic vectors span no volume.
 */
export function imageLattice(
  cell: Float64Array,
  periodic: readonly [boolean, boolean, boolean],
): ImageLattice | undefined {
  const rows = cell.slice();
  reduce(rows, periodic);
  complete(rows, periodic);
  const reciprocal = new Float64Array(9);
  for (let d = 0; d < 3; d++) cross(rows, (d + 1) % 3, (d + 2) % 3, reciprocal, d);
  const volume = dot(rows, 0, reciprocal, 0);
  const edges = length(rows, 0) * length(rows, 1) * length(rows, 2);
  if (!(Math.abs(volume) > FLAT * edges)) return undefined;
  for (let k = 0; k < 9; k++) reciprocal[k] = reciprocal[k]! / volume;
  const heights = [0, 1, 2].map((d) => 1 / length(reciprocal, d)) as [number, number, number];
  return { rows, reciprocal, periodic, heights };
}

/** Subtracts vectors from one another while that makes one of them shorter. */
function reduce(rows: Float64Array, periodic: readonly boolean[]): void {
  for (let changed = true; changed; ) {
    changed = false;
    for (let d = 0; d < 3; d++) {
      for (let e = 0; e < 3; e++) {
        if (d !== e && periodic[d] && periodic[e] && shorten(rows, d, e)) changed = true;
      }
    }
  }
}

function shorten(rows: Float64Array, d: number, e: number): boolean {
  const times = Math.round(dot(rows, d, rows, e) / dot(rows, e, rows, e));
  if (times === 0 || !Number.isFinite(times)) return false;
  const next = new Float64Array(3);
  for (let k = 0; k < 3; k++) next[k] = rows[3 * d + k]! - times * rows[3 * e + k]!;
  if (!(dot(next, 0, next, 0) < SHORTER * dot(rows, d, rows, d))) return false;
  rows.set(next, 3 * d);
  return true;
}

/** Puts a unit vector at right angles to the others into each direction that does not repeat. */
function complete(rows: Float64Array, periodic: readonly boolean[]): void {
  const free = [0, 1, 2].filter((d) => !periodic[d]);
  if (free.length === 3) rows.set([1, 0, 0, 0, 1, 0, 0, 0, 1]);
  if (free.length === 2) {
    const kept = 3 - free[0]! - free[1]!;
    const [x, y, z] = [0, 1, 2].map((k) => Math.abs(rows[3 * kept + k]!)) as [
      number,
      number,
      number,
    ];
    const axis = x <= y && x <= z ? 0 : y <= z ? 1 : 2;
    for (let k = 0; k < 3; k++) rows[3 * free[0]! + k] = k === axis ? 1 : 0;
    setUnitCross(rows, kept, free[0]!, free[1]!);
    setUnitCross(rows, free[1]!, kept, free[0]!);
  }
  if (free.length === 1) setUnitCross(rows, (free[0]! + 1) % 3, (free[0]! + 2) % 3, free[0]!);
}

function setUnitCross(rows: Float64Array, d: number, e: number, into: number): void {
  cross(rows, d, e, rows, into);
  const size = length(rows, into);
  for (let k = 0; k < 3; k++) rows[3 * into + k] = rows[3 * into + k]! / size;
}

function cross(rows: Float64Array, d: number, e: number, into: Float64Array, at: number): void {
  for (let k = 0; k < 3; k++) {
    const [p, q] = [(k + 1) % 3, (k + 2) % 3];
    into[3 * at + k] = rows[3 * d + p]! * rows[3 * e + q]! - rows[3 * d + q]! * rows[3 * e + p]!;
  }
}

function dot(a: Float64Array, d: number, b: Float64Array, e: number): number {
  return a[3 * d]! * b[3 * e]! + a[3 * d + 1]! * b[3 * e + 1]! + a[3 * d + 2]! * b[3 * e + 2]!;
}

const length = (rows: Float64Array, d: number): number => Math.sqrt(dot(rows, d, rows, d));
