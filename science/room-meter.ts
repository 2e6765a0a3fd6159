import { cellHeights } from './cell.ts';
import { type Fractional, nearestImage, squaredLength, wrapped } from './site-symmetry.ts';

/** How much room a place among atoms has. */
export interface Room {
  /** To the nearest atom, Å. */
  readonly radius: number;
  /** How many atoms are as near as that, within a share. */
  readonly neighbours: number;
}

/** Measures the room of a place, fractional. */
export type RoomMeter = (place: Fractional) => Room;

/** Atoms in each bin, on average: about as many as a place has around it. */
const PER_BIN = 2;

/**
 * Measures how much room places have among atoms that repeat in all directions (fractional, flat;
 * `cell` rows Å): the distance to the nearest, and how many are nearer than `asNear` of that. The
 * atoms are sorted into bins, which are searched in growing boxes around a place.
 */
export function roomMeter(atoms: Float64Array, cell: Float64Array, asNear: number): RoomMeter {
  const bins = binned(atoms, cell);
  return (place) => {
    let least = Number.POSITIVE_INFINITY;
    let done = -1;
    // What lies beyond `ring` bins on all sides is farther than that many times a bin's least height.
    while (least > done * done * bins.height * bins.height || done < 0) {
      done++;
      for (const square of squaresAt(place, done, bins)) least = Math.min(least, square);
    }
    const limit = asNear * asNear * least;
    const rings = Math.max(done, Math.ceil(Math.sqrt(limit) / bins.height));
    let neighbours = 0;
    for (let ring = 0; ring <= rings; ring++) {
      for (const square of squaresAt(place, ring, bins)) if (square < limit) neighbours++;
    }
    return { radius: Math.sqrt(least), neighbours };
  };
}

interface Bins {
  readonly cell: Float64Array;
  /** How many along each vector of the cell. */
  readonly shape: readonly [number, number, number];
  /** The least height of a bin, Å. */
  readonly height: number;
  readonly members: readonly (readonly Member[])[];
}

interface Member {
  /** In [0, 1). */
  readonly inside: Fractional;
  readonly given: Fractional;
}

function binned(atoms: Float64Array, cell: Float64Array): Bins {
  const heights = cellHeights(cell);
  const count = atoms.length / 3;
  const volume = heights[0] * heights[1] * heights[2];
  // Newton's steps for a cube root: only speed depends on it.
  let edge = heights[0];
  for (let step = 0; step < 40; step++) {
    edge = (2 * edge + (PER_BIN * volume) / count / (edge * edge)) / 3;
  }
  const along = (d: 0 | 1 | 2): number => Math.max(1, Math.floor(heights[d] / edge));
  const shape = [along(0), along(1), along(2)] as const;
  const members: Member[][] = Array.from({ length: shape[0] * shape[1] * shape[2] }, () => []);
  for (let i = 0; i < count; i++) {
    const given: Fractional = [atoms[3 * i]!, atoms[3 * i + 1]!, atoms[3 * i + 2]!];
    const inside = wrapped(given);
    members[indexOf(binOf(inside, shape), shape)]!.push({ inside, given });
  }
  const height = Math.min(...heights.map((h, d) => h / shape[d]!));
  return { cell, shape, height, members };
}

const binOf = (inside: Fractional, shape: Bins['shape']): Fractional => {
  const at = (d: 0 | 1 | 2): number => Math.min(shape[d] - 1, Math.floor(inside[d] * shape[d]));
  return [at(0), at(1), at(2)];
};

const indexOf = ([a, b, c]: Fractional, shape: Bins['shape']): number =>
  (a * shape[1] + b) * shape[2] + c;

/** Squared distances (Å^2) of a place to the atoms of the bins that are `ring` bins away, images included. */
function squaresAt(place: Fractional, ring: number, bins: Bins): number[] {
  const { shape, members, cell } = bins;
  const from = wrapped(place);
  const own = binOf(from, shape);
  const squares: number[] = [];
  for (const [i, j, k] of shell(ring)) {
    const there = [own[0] + i, own[1] + j, own[2] + k] as const;
    const image = there.map((x, d) => Math.floor(x / shape[d]!)) as unknown as Fractional;
    const at = there.map((x, d) => x - image[d]! * shape[d]!) as unknown as Fractional;
    for (const { inside, given } of members[indexOf(at, shape)]!) {
      const way = nearestImage(place, given);
      const whole = (d: 0 | 1 | 2): number =>
        way[d] + Math.round(inside[d] + image[d] - from[d] - way[d]);
      squares.push(squaredLength([whole(0), whole(1), whole(2)], cell));
    }
  }
  return squares;
}

const shells: (readonly Fractional[])[] = [];

/** The whole vectors whose largest component is `ring`. */
function shell(ring: number): readonly Fractional[] {
  const known = shells[ring];
  if (known) return known;
  const made: Fractional[] = [];
  for (let i = -ring; i <= ring; i++) {
    for (let j = -ring; j <= ring; j++) {
      const isInside = Math.max(Math.abs(i), Math.abs(j)) < ring;
      const step = isInside ? 2 * ring : 1;
      for (let k = -ring; k <= ring; k += step) made.push([i, j, k]);
    }
  }
  shells[ring] = made;
  return made;
}
