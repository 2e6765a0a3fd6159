import { invertCell, timesMatrix } from './cell.ts';
import type { Fractional } from './site-symmetry.ts';

/** Points that lie together, each at its image beside the others. */
export interface Cluster {
  readonly members: readonly Fractional[];
  readonly mean: Fractional;
}

/**
 * Points of a periodic space, those nearer than `distance` (Å) joined, also in chains; fractional, in
 * the order of the clusters' first points. `cell` must be reduced (no skewer than 60 degrees).
 */
export function clusters(cartesian: Float64Array, cell: Float64Array, distance: number): Cluster[] {
  const fractional = timesMatrix(cartesian, invertCell(cell));
  const near = nearPairs(fractional, cell, distance);
  const isSeen = new Uint8Array(fractional.length / 3);
  const found: Cluster[] = [];
  for (let i = 0; i < isSeen.length; i++) {
    if (!isSeen[i]) found.push(clusterFrom(i, fractional, near, isSeen));
  }
  return found;
}

/** Follows the pairs from one point on; each point is taken at its image next to the one before. */
function clusterFrom(
  start: number,
  fractional: Float64Array,
  near: (i: number) => readonly number[],
  isSeen: Uint8Array,
): Cluster {
  const places = new Map<number, Fractional>([[start, placeOf(fractional, start)]]);
  isSeen[start] = 1;
  // A Map is walked in the order of insertion, what is added on the way included.
  for (const [i, [x, y, z]] of places) {
    for (const j of near(i)) {
      if (isSeen[j]) continue;
      isSeen[j] = 1;
      const [u, v, w] = placeOf(fractional, j);
      places.set(j, [u - Math.round(u - x), v - Math.round(v - y), w - Math.round(w - z)]);
    }
  }
  const members = [...places.values()];
  const mean = (d: number): number =>
    members.reduce((sum, place) => sum + place[d]!, 0) / members.length;
  return { members, mean: [mean(0), mean(1), mean(2)] };
}

const placeOf = (fractional: Float64Array, i: number): Fractional => [
  fractional[3 * i]!,
  fractional[3 * i + 1]!,
  fractional[3 * i + 2]!,
];

/** The points near a point, found by bins along the three directions. */
function nearPairs(
  fractional: Float64Array,
  cell: Float64Array,
  distance: number,
): (i: number) => readonly number[] {
  const inverse = invertCell(cell);
  const shape = [0, 1, 2].map((d) => {
    const [x, y, z] = [inverse[d]!, inverse[3 + d]!, inverse[6 + d]!];
    const bins = Math.floor(1 / (distance * Math.sqrt(x * x + y * y + z * z)));
    return Math.max(1, Math.min(64, bins));
  }) as [number, number, number];
  const binOf = (u: number, d: number): number =>
    Math.min(shape[d]! - 1, Math.floor((u - Math.floor(u)) * shape[d]!));
  const bins = new Map<number, number[]>();
  const keyOf = (a: number, b: number, c: number): number => (a * shape[1] + b) * shape[2] + c;
  for (let i = 0; i < fractional.length / 3; i++) {
    const [x, y, z] = placeOf(fractional, i);
    const key = keyOf(binOf(x, 0), binOf(y, 1), binOf(z, 2));
    const members = bins.get(key);
    if (members) members.push(i);
    else bins.set(key, [i]);
  }
  const around = (bin: number, d: number): number[] => {
    const n = shape[d]!;
    return [...new Set([bin, (bin + 1) % n, (bin + n - 1) % n])];
  };
  return (i) => {
    const [x, y, z] = placeOf(fractional, i);
    const found: number[] = [];
    for (const a of around(binOf(x, 0), 0)) {
      for (const b of around(binOf(y, 1), 1)) {
        for (const c of around(binOf(z, 2), 2)) {
          for (const j of bins.get(keyOf(a, b, c)) ?? []) {
            if (j !== i && isNear(placeOf(fractional, j), [x, y, z], cell, distance)) found.push(j);
          }
        }
      }
    }
    return found;
  };
}

function isNear(a: Fractional, b: Fractional, cell: Float64Array, distance: number): boolean {
  const way = [0, 1, 2].map((d) => a[d]! - b[d]! - Math.round(a[d]! - b[d]!));
  const [x, y, z] = timesMatrix(way, cell);
  return x! * x! + y! * y! + z! * z! < distance * distance;
}
