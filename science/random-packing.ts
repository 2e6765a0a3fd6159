import type { RandomStream } from './random.ts';

const MOST_TRIES = 50;
const MOST_SWEEPS = 2000;
/** Atoms are pushed a little farther apart than they must be, so that sweeps end. */
const MARGIN = 1e-3;

/**
 * Spheres thrown into a periodic cube of `edge` Å and pushed apart until no two overlap: the distance
 * of any two, images included, is at least the sum of their `radii`. Each is tried at up to 50 random
 * places (random sequential addition; Widom, J. Chem. Phys. 44, 3888, 1966) and stays at the last,
 * overlaps and all, where none is free; then sweeps over all pairs move each overlapping two apart
 * along their line, half each. Undefined where 2000 sweeps do not suffice. Positions (3N, Å) within the cube.
 */
export function randomPacking(
  edge: number,
  radii: readonly number[],
  random: RandomStream,
): Float64Array | undefined {
  const positions = new Float64Array(3 * radii.length);
  const widest = 2 * Math.max(...radii);
  if (!(edge >= widest)) return undefined;
  for (let i = 0; i < radii.length; i++) {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      for (let k = 0; k < 3; k++) positions[3 * i + k] = edge * random.uniform();
      if (isFree(positions, i, radii, edge)) break;
    }
  }
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    if (!pushApart(positions, radii, edge)) return positions;
  }
  return undefined;
}

function isFree(
  positions: Float64Array,
  atom: number,
  radii: readonly number[],
  edge: number,
): boolean {
  for (let j = 0; j < atom; j++) {
    const reach = radii[atom]! + radii[j]!;
    const [x, y, z] = [0, 1, 2].map((k) => nearest(positions, atom, j, k, edge)) as [
      number,
      number,
      number,
    ];
    if (x * x + y * y + z * z < reach * reach) return false;
  }
  return true;
}

/** From atom j to atom i along one axis, to the nearest image. */
function nearest(
  positions: Float64Array,
  i: number,
  j: number,
  axis: number,
  edge: number,
): number {
  const gap = positions[3 * i + axis]! - positions[3 * j + axis]!;
  return gap - edge * Math.round(gap / edge);
}

/** One sweep over all pairs in order; whether any overlapped. */
function pushApart(positions: Float64Array, radii: readonly number[], edge: number): boolean {
  let isMoved = false;
  for (let i = 1; i < radii.length; i++) {
    for (let j = 0; j < i; j++) {
      const reach = radii[i]! + radii[j]!;
      const x = nearest(positions, i, j, 0, edge);
      const y = nearest(positions, i, j, 1, edge);
      const z = nearest(positions, i, j, 2, edge);
      const squared = x * x + y * y + z * z;
      if (squared >= reach * reach) continue;
      isMoved = true;
      separate(positions, [i, j], [x, y, z], reach, edge);
    }
  }
  return isMoved;
}

function separate(
  positions: Float64Array,
  [i, j]: readonly [number, number],
  gap: readonly [number, number, number],
  reach: number,
  edge: number,
): void {
  const [x, y, z] = gap;
  const distance = Math.sqrt(x * x + y * y + z * z);
  // Two at one place are parted along x.
  const line = distance > 0 ? gap.map((c) => c / distance) : [1, 0, 0];
  const step = 0.5 * ((1 + MARGIN) * reach - distance);
  for (let k = 0; k < 3; k++) {
    positions[3 * i + k] = wrapped(positions[3 * i + k]! + step * line[k]!, edge);
    positions[3 * j + k] = wrapped(positions[3 * j + k]! - step * line[k]!, edge);
  }
}

const wrapped = (x: number, edge: number): number => {
  const inside = x - edge * Math.floor(x / edge);
  return inside < edge ? inside : 0;
};
