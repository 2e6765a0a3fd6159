import type { ImageLattice } from './image-lattice.ts';

/**
 * The wrapped atoms of a structure and their images near them, sorted into Cartesian bins with x
 * running fastest, so that neighbouring bins of a row are one stretch of memory. The arrays may be
 * longer than `count` and are used again by the next call: read them before.
 */
export interface Bins {
  readonly atoms: number;
  /** The number of points, atoms and images. */
  readonly count: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
  /** Twice the atom's index; plus 1 for an image whose first shift that is not 0 is positive. */
  readonly key: Int32Array;
  /** The place of each atom itself among the points. */
  readonly own: Int32Array;
  /** Where the points of each bin begin; one more at the end. */
  readonly start: Int32Array;
  readonly edge: number;
  readonly corner: Triple;
  /** The sides of the box of all atoms, widened by the cutoff, Å. */
  readonly sides: Triple;
  /** The number of bins along x, y, z. */
  readonly shape: Triple;
}

type Triple = readonly [number, number, number];

/** Bins a cutoff: with three, what is searched comes close to the sphere. */
const BINS_PER_CUTOFF = 3;
/** An atom on the rim of the cell must not lose an image to rounding. */
const RIM = 1e-9;

/** Unsorted points while they are made; kept from call to call, as making arrays costs more than filling them. */
interface Scratch {
  x: Float64Array;
  y: Float64Array;
  z: Float64Array;
  key: Int32Array;
  bin: Int32Array;
}
const newScratch = (size: number): Scratch => ({
  x: new Float64Array(size),
  y: new Float64Array(size),
  z: new Float64Array(size),
  key: new Int32Array(size),
  bin: new Int32Array(size),
});
let raw = newScratch(1024);
let sorted = newScratch(1024);
let starts = new Int32Array(1024);

function widen(): void {
  const larger = newScratch(2 * raw.x.length);
  larger.x.set(raw.x);
  larger.y.set(raw.y);
  larger.z.set(raw.z);
  larger.key.set(raw.key);
  raw = larger;
  sorted = newScratch(larger.x.length);
}

/** Wraps the atoms (positions 3N, Å), makes their images as far as the cutoff reaches, and sorts all. */
export function binPoints(positions: Float64Array, lattice: ImageLattice, cutoff: number): Bins {
  const atoms = positions.length / 3;
  while (raw.x.length < atoms) widen();
  const fractions = wrapAtoms(positions, lattice);
  const { corner, sides } = boxAround(atoms, cutoff);
  const count = addImages(fractions, lattice, cutoff, corner, sides);
  const { edge, shape } = binShape(sides, cutoff, count);
  const { own, start } = sortPoints(atoms, count, corner, edge, shape);
  const { x, y, z, key } = sorted;
  return { atoms, count, x, y, z, key, own, start, edge, corner, sides, shape };
}

/** Puts the wrapped atoms into the first places; gives their fractional coordinates. */
function wrapAtoms(positions: Float64Array, lattice: ImageLattice): Float64Array {
  const { rows, reciprocal, periodic } = lattice;
  const fractions = new Float64Array(positions.length);
  for (let i = 0; i < positions.length / 3; i++) {
    const p = positions.subarray(3 * i, 3 * i + 3);
    let [x, y, z] = p as unknown as [number, number, number];
    for (let d = 0; d < 3; d++) {
      if (!periodic[d]) continue;
      const f =
        reciprocal[3 * d]! * p[0]! +
        reciprocal[3 * d + 1]! * p[1]! +
        reciprocal[3 * d + 2]! * p[2]!;
      const turns = Math.floor(f);
      fractions[3 * i + d] = f - turns;
      x -= turns * rows[3 * d]!;
      y -= turns * rows[3 * d + 1]!;
      z -= turns * rows[3 * d + 2]!;
    }
    if (!Number.isFinite(x + y + z)) {
      throw new RangeError(`internal error: atom ${i} is not at a finite position`);
    }
    raw.x[i] = x;
    raw.y[i] = y;
    raw.z[i] = z;
    raw.key[i] = 2 * i;
  }
  return fractions;
}

function boxAround(atoms: number, cutoff: number): { corner: Triple; sides: Triple } {
  const axes = [raw.x, raw.y, raw.z].map((values) => {
    let low = values[0]!;
    let high = low;
    for (let i = 1; i < atoms; i++) {
      const value = values[i]!;
      if (value < low) low = value;
      else if (value > high) high = value;
    }
    const margin = cutoff * (1 + RIM);
    return [low - margin, high - low + 2 * margin] as const;
  });
  return {
    corner: axes.map(([low]) => low) as unknown as Triple,
    sides: axes.map(([, side]) => side) as unknown as Triple,
  };
}

/** Adds the images that lie in the box; gives the number of all points. */
function addImages(
  fractions: Float64Array,
  lattice: ImageLattice,
  cutoff: number,
  corner: Triple,
  sides: Triple,
): number {
  const { rows, periodic, heights } = lattice;
  const atoms = fractions.length / 3;
  const reach = heights.map((height, d) => (periodic[d] ? cutoff / height + RIM : 0)) as number[];
  const limit = (i: number, d: number, upper: boolean): number => {
    if (!periodic[d]) return 0;
    const f = fractions[3 * i + d]!;
    return upper ? Math.floor(1 + reach[d]! - f) : Math.ceil(-reach[d]! - f);
  };
  let count = atoms;
  for (let i = 0; i < atoms; i++) {
    const [lastA, lastB, lastC] = [limit(i, 0, true), limit(i, 1, true), limit(i, 2, true)];
    const [firstB, firstC] = [limit(i, 1, false), limit(i, 2, false)];
    for (let a = limit(i, 0, false); a <= lastA; a++) {
      for (let b = firstB; b <= lastB; b++) {
        for (let c = firstC; c <= lastC; c++) {
          if (a === 0 && b === 0 && c === 0) continue;
          const x = raw.x[i]! + a * rows[0]! + b * rows[3]! + c * rows[6]!;
          const y = raw.y[i]! + a * rows[1]! + b * rows[4]! + c * rows[7]!;
          const z = raw.z[i]! + a * rows[2]! + b * rows[5]! + c * rows[8]!;
          if (!(within(x - corner[0], sides[0]) && within(y - corner[1], sides[1]))) continue;
          if (!within(z - corner[2], sides[2])) continue;
          if (count === raw.x.length) widen();
          raw.x[count] = x;
          raw.y[count] = y;
          raw.z[count] = z;
          raw.key[count] = 2 * i + ((a || b || c) > 0 ? 1 : 0);
          count++;
        }
      }
    }
  }
  return count;
}

const within = (offset: number, side: number): boolean => offset >= 0 && offset <= side;

/** Bins of a third of the cutoff, or wider where the points are so sparse that most would be empty. */
function binShape(sides: Triple, cutoff: number, count: number): { edge: number; shape: Triple } {
  let edge = cutoff / BINS_PER_CUTOFF;
  for (;;) {
    const width = edge;
    const shape = sides.map((side) => Math.floor(side / width) + 1) as unknown as Triple;
    if (shape[0] * shape[1] * shape[2] <= 64 + 8 * count) return { edge, shape };
    edge *= 1.25;
  }
}

/** A counting sort of the points by bin: points of one bin keep their order. */
function sortPoints(
  atoms: number,
  count: number,
  corner: Triple,
  edge: number,
  shape: Triple,
): { own: Int32Array; start: Int32Array } {
  const bins = shape[0] * shape[1] * shape[2];
  if (starts.length < bins + 1) starts = new Int32Array(2 * bins);
  const start = starts.fill(0, 0, bins + 1);
  for (let p = 0; p < count; p++) {
    const bx = Math.floor((raw.x[p]! - corner[0]) / edge);
    const by = Math.floor((raw.y[p]! - corner[1]) / edge);
    const bz = Math.floor((raw.z[p]! - corner[2]) / edge);
    const bin = (bz * shape[1] + by) * shape[0] + bx;
    raw.bin[p] = bin;
    start[bin + 1] = start[bin + 1]! + 1;
  }
  for (let bin = 0; bin < bins; bin++) start[bin + 1] = start[bin + 1]! + start[bin]!;
  const own = new Int32Array(atoms);
  // Backwards, each bin filled from its end: the end then becomes the beginning.
  for (let p = count - 1; p >= 0; p--) {
    const bin = raw.bin[p]! + 1;
    const at = start[bin]! - 1;
    start[bin] = at;
    sorted.x[at] = raw.x[p]!;
    sorted.y[at] = raw.y[p]!;
    sorted.z[at] = raw.z[p]!;
    sorted.key[at] = raw.key[p]!;
    if (p < atoms) own[p] = at;
  }
  // Now start[bin + 1] is where the bin begins: move all down by one.
  start.copyWithin(0, 1, bins + 1);
  start[bins] = count;
  return { own, start };
}
