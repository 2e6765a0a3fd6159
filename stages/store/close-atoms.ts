import { cellHeights, toFractional } from '../../science/cell.ts';
import type { Structure } from '../../science/structure.ts';

/** Two atoms by index, and their distance in Å. */
export interface ClosePair {
  readonly atoms: readonly [number, number];
  readonly distance: number;
}

/**
 * A pair of atoms (images included) nearer than `limit` Å, or undefined. `cell` is the whole one
 * (see `wholeCell`). The limit must be well below
 * half of every lattice height: then the rounded difference is the nearest image. Atoms are sorted
 * along the widest direction and only compared with those within the limit there.
 */
export function findClosePair(
  { positions, periodic }: Structure,
  cell: Float64Array,
  limit: number,
): ClosePair | undefined {
  const heights = cellHeights(cell);
  const axis = [0, 1, 2].reduce((best, i) =>
    (heights[i] as number) > (heights[best] as number) ? i : best,
  );
  const fractional = wrapped(toFractional(positions, cell), periodic);
  const atoms = fractional.length / 3;
  const along = (atom: number): number => fractional[3 * atom + axis] as number;
  const order = Array.from({ length: atoms }, (_, i) => i).sort((i, j) => along(i) - along(j));
  const window = limit / (heights[axis] as number);
  for (let start = 0; start < atoms; start++) {
    const i = order[start] as number;
    for (let step = 1; step < atoms; step++) {
      const j = order[(start + step) % atoms] as number;
      const around = start + step >= atoms;
      if (around && !periodic[axis]) break;
      if (along(j) + Number(around) - along(i) > window) break;
      const distance = imageDistance(fractional, cell, periodic, i, j);
      if (distance < limit) return { atoms: i < j ? [i, j] : [j, i], distance };
    }
  }
  return undefined;
}

/** Fractional coordinates, wrapped into [0, 1) in periodic directions. */
function wrapped(fractional: Float64Array, periodic: Structure['periodic']): Float64Array {
  return fractional.map((f, i) => (periodic[i % 3] ? f - Math.floor(f) : f));
}

function imageDistance(
  fractional: Float64Array,
  rows: Float64Array,
  periodic: Structure['periodic'],
  i: number,
  j: number,
): number {
  let [x, y, z] = [0, 0, 0];
  for (let k = 0; k < 3; k++) {
    let f = (fractional[3 * i + k] as number) - (fractional[3 * j + k] as number);
    if (periodic[k]) f -= Math.round(f);
    x += f * (rows[3 * k] as number);
    y += f * (rows[3 * k + 1] as number);
    z += f * (rows[3 * k + 2] as number);
  }
  return Math.sqrt(x * x + y * y + z * z);
}
