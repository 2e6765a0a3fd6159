import { type ImageLattice, imageLattice } from './image-lattice.ts';
import { type Bins, binPoints } from './neighbour-bins.ts';
import type { Structure } from './structure.ts';

/**
 * Who is near whom: a compressed list. The neighbours of atom i are at places `first[i]` to
 * `first[i + 1]` of the other arrays (which may be longer than their use). An atom can be there many
 * times, as its images, and an atom's own images are its neighbours too.
 */
export interface NeighbourList {
  /** N + 1 places. */
  readonly first: Int32Array;
  /** The index of the neighbour. */
  readonly neighbour: Int32Array;
  /** From the atom to this image of its neighbour, Å: r_j + shift - r_i. */
  readonly dx: Float64Array;
  readonly dy: Float64Array;
  readonly dz: Float64Array;
  /** The distance squared, Å^2. */
  readonly squared: Float64Array;
}

/** Each pair from both of its ends, or from one only (the lower index; of two own images, one). */
type PairCount = 'full' | 'half';

type Placed = Pick<Structure, 'positions' | 'cell' | 'periodic'>;

/** More images than this are never made: such a cell is a mistake. */
const MOST_POINTS = 20_000_000;

/** Why no list can be made of a structure, in words for people; undefined where it can. */
export function neighbourProblem(structure: Placed, cutoff: number): string | undefined {
  const odd = (values: Float64Array) => values.find((x) => !Number.isFinite(x));
  const position = odd(structure.positions);
  if (position !== undefined) return `one of its positions is ${position}`;
  const edge = odd(structure.cell);
  if (edge !== undefined) return `one of its cell vectors has the component ${edge}`;
  const lattice = imageLattice(structure.cell, structure.periodic);
  if (!lattice) return 'its cell vectors span no volume, but it is periodic along them';
  if (pointBound(lattice, structure.positions.length / 3, cutoff) <= MOST_POINTS) return undefined;
  return `its cell is so thin that more than ${MOST_POINTS} images would be needed`;
}

/** An upper bound of the number of points that {@link binPoints} makes. */
function pointBound(lattice: ImageLattice, atoms: number, cutoff: number): number {
  let bound = atoms;
  for (let d = 0; d < 3; d++) {
    if (lattice.periodic[d]) bound *= 2 + (2 * cutoff) / lattice.heights[d]!;
  }
  return bound;
}

/**
 * The neighbours of every atom within `cutoff` (Å, itself included), for any cell, periodic in any
 * of its directions; positions may lie anywhere. The order of the pairs is a function of the input's
 * bits. Throws (a bug) where {@link neighbourProblem} has something to say.
 *
 * The atoms are wrapped into a reduced cell, images are made only as far as the cutoff reaches, all
 * points are sorted into Cartesian bins, and each row of bins along x is read in one sweep.
 */
export function neighbourList(
  structure: Placed,
  cutoff: number,
  pairs: PairCount = 'full',
): NeighbourList {
  const atoms = structure.positions.length / 3;
  const lattice = imageLattice(structure.cell, structure.periodic);
  if (!lattice || !(pointBound(lattice, atoms, cutoff) <= MOST_POINTS)) {
    throw new RangeError(`internal error: no neighbours: ${neighbourProblem(structure, cutoff)}`);
  }
  const bins = binPoints(structure.positions, lattice, cutoff);
  const found = emptyPairs(expectedPairs(bins, cutoff, pairs));
  const hits = new Int32Array(bins.count + 1);
  const first = new Int32Array(atoms + 1);
  for (let i = 0; i < atoms; i++) {
    const count = searchAround(bins, i, cutoff, pairs === 'half' ? 2 * i : -1, hits);
    addPairs(bins, bins.own[i]!, hits, count, found);
    first[i + 1] = found.count;
  }
  return {
    first,
    neighbour: found.neighbour,
    dx: found.dx,
    dy: found.dy,
    dz: found.dz,
    squared: found.squared,
  };
}

/** Pairs as they are found; the arrays are replaced by longer ones when they are full. */
interface GrowingPairs {
  count: number;
  neighbour: Int32Array;
  dx: Float64Array;
  dy: Float64Array;
  dz: Float64Array;
  squared: Float64Array;
}

function emptyPairs(capacity: number): GrowingPairs {
  return {
    count: 0,
    neighbour: new Int32Array(capacity),
    dx: new Float64Array(capacity),
    dy: new Float64Array(capacity),
    dz: new Float64Array(capacity),
    squared: new Float64Array(capacity),
  };
}

/** A generous guess from the mean density; a wrong one costs a copy. */
function expectedPairs(bins: Bins, cutoff: number, pairs: PairCount): number {
  const [a, b, c] = bins.sides;
  const perAtom = (4.2 * cutoff * cutoff * cutoff * bins.count) / (a * b * c);
  const all = bins.atoms * (1.15 * perAtom + 4);
  return Math.ceil(pairs === 'half' ? all / 2 : all) + bins.count;
}

function grow(found: GrowingPairs, needed: number): void {
  const larger = emptyPairs(2 * needed);
  larger.neighbour.set(found.neighbour);
  larger.dx.set(found.dx);
  larger.dy.set(found.dy);
  larger.dz.set(found.dz);
  larger.squared.set(found.squared);
  larger.count = found.count;
  Object.assign(found, larger);
}

/** Rounding in the choice of bins must not lose a pair at the very cutoff. */
const SLACK = 1 + 1e-9;

/** Puts the places of the neighbours of atom i whose key is above `floor` into `hits`; gives their number. */
function searchAround(
  bins: Bins,
  i: number,
  cutoff: number,
  floor: number,
  hits: Int32Array,
): number {
  const { edge, corner, shape, start } = bins;
  const own = bins.own[i]!;
  // In units of the bins' edge, and its square.
  const x = (bins.x[own]! - corner[0]) / edge;
  const y = (bins.y[own]! - corner[1]) / edge;
  const z = (bins.z[own]! - corner[2]) / edge;
  const reach = (cutoff * SLACK) / edge;
  const lastY = Math.min(Math.floor(y + reach), shape[1] - 1);
  const lastZ = Math.min(Math.floor(z + reach), shape[2] - 1);
  const firstY = Math.max(0, Math.floor(y - reach));
  const scale = 1 / (cutoff * cutoff);
  let count = 0;
  for (let bz = Math.max(0, Math.floor(z - reach)); bz <= lastZ; bz++) {
    const leftZ = reach * reach - gapSquare(z - bz);
    for (let by = firstY; by <= lastY; by++) {
      const left = leftZ - gapSquare(y - by);
      if (left < 0) continue;
      const half = Math.sqrt(left) * SLACK;
      const row = (bz * shape[1] + by) * shape[0];
      const from = start[row + Math.max(0, Math.floor(x - half))]!;
      const to = start[row + Math.min(Math.floor(x + half), shape[0] - 1) + 1]!;
      count = sweep(bins, from, to, own, scale, floor, hits, count);
    }
  }
  return count;
}

/** The squared distance from a point to a bin, given from the bin's beginning, in edges; a little less, against rounding. */
const gapSquare = (at: number): number => {
  const distance = at < 0 ? -at : at - 1;
  return distance > 1e-9 ? (distance - 1e-9) * (distance - 1e-9) : 0;
};

/**
 * Adds the places of the points of one run of bins that are near enough. Every place is written and
 * only counted if it is a hit, by sign bits: a branch would be mispredicted half of the time.
 */
function sweep(
  { x, y, z, key }: Bins,
  from: number,
  to: number,
  own: number,
  scale: number,
  floor: number,
  hits: Int32Array,
  before: number,
): number {
  const x0 = x[own]!;
  const y0 = y[own]!;
  const z0 = z[own]!;
  let count = before;
  for (let s = from; s < to; s++) {
    const ex = x[s]! - x0;
    const ey = y[s]! - y0;
    const ez = z[s]! - z0;
    const beyond = ((ex * ex + ey * ey + ez * ez) * scale) | 0;
    hits[count] = s;
    count += ((beyond - 1) & (floor - key[s]!)) >>> 31;
  }
  return count;
}

/** Writes the pairs of one atom, its own place left out. */
function addPairs(
  { x, y, z, key }: Bins,
  own: number,
  hits: Int32Array,
  count: number,
  found: GrowingPairs,
): void {
  if (found.count + count > found.squared.length) grow(found, found.count + count);
  const { neighbour, dx, dy, dz, squared } = found;
  let at = found.count;
  for (let h = 0; h < count; h++) {
    const s = hits[h]!;
    if (s === own) continue;
    const ex = x[s]! - x[own]!;
    const ey = y[s]! - y[own]!;
    const ez = z[s]! - z[own]!;
    neighbour[at] = key[s]! >> 1;
    dx[at] = ex;
    dy[at] = ey;
    dz[at] = ez;
    squared[at] = ex * ex + ey * ey + ez * ez;
    at++;
  }
  found.count = at;
}
