import { timesMatrix } from '../../science/cell.ts';
import type { Structure } from '../../science/structure.ts';
import type { WholeCell } from './whole-cell.ts';

/** Two atoms by index, and their distance in Å. */
export interface ClosePair {
  readonly atoms: readonly [number, number];
  readonly distance: number;
}

/**
 * A pair of atoms (images included) nearer than `limit` Å, or undefined. The limit must be well below
 * half of every height of the cell: then the rounded difference is the nearest image. Atoms are sorted
 * along the widest direction and only compared with those within the limit there.
 */
export function findClosePair(
  { positions, periodic }: Structure,
  whole: WholeCell,
  limit: number,
): ClosePair | undefined {
  const { heights, cell } = whole;
  const axis = heights.indexOf(Math.max(...heights));
  const fractional = wrap(timesMatrix(positions, whole.inverse), periodic);
  const order = sortedAlong(fractional, axis);
  const window = limit / (heights[axis] as number);
  for (let start = 0; start < order.length; start++) {
    const i = order[start] as number;
    for (let step = 1; step < order.length; step++) {
      const around = start + step >= order.length;
      if (around && !periodic[axis]) break;
      const j = order[around ? start + step - order.length : start + step] as number;
      const gap = (fractional[3 * j + axis] as number) - (fractional[3 * i + axis] as number);
      if (gap + Number(around) > window) break;
      const distance = imageDistance(fractional, cell, periodic, i, j);
      if (distance < limit) return { atoms: i < j ? [i, j] : [j, i], distance };
    }
  }
  return undefined;
}

/** Wraps fractional coordinates, in place, into [0, 1) in periodic directions. */
function wrap(fractional: Float64Array, periodic: Structure['periodic']): Float64Array {
  for (let k = 0; k < 3; k++) {
    if (!periodic[k]) continue;
    for (let i = k; i < fractional.length; i += 3) {
      const f = fractional[i] as number;
      fractional[i] = f - Math.floor(f);
    }
  }
  return fractional;
}

/**
 * The atoms in the order of one coordinate. Shell's sort (Commun. ACM 2, 30, 1959): most lists are short,
 * and a native sort that calls a function costs several times as much there.
 */
function sortedAlong(fractional: Float64Array, axis: number): Int32Array {
  const order = new Int32Array(fractional.length / 3);
  for (let i = 0; i < order.length; i++) order[i] = i;
  const along = (atom: number): number => fractional[3 * atom + axis] as number;
  let gap = 1;
  while (3 * gap + 1 < order.length) gap = 3 * gap + 1;
  for (; gap >= 1; gap = Math.floor(gap / 3)) {
    for (let end = gap; end < order.length; end++) {
      const atom = order[end] as number;
      const key = along(atom);
      let at = end;
      for (; at >= gap && along(order[at - gap] as number) > key; at -= gap) {
        order[at] = order[at - gap] as number;
      }
      order[at] = atom;
    }
  }
  return order;
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
