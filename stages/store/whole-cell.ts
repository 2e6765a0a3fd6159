import { cellDeterminant, invertCell } from '../../science/cell.ts';
import type { Structure } from '../../science/structure.ts';

type Vector = readonly [number, number, number];

/** A cell with three vectors, rows, Å; its inverse; and the distances of its faces, Å. */
export interface WholeCell {
  readonly cell: Float64Array;
  readonly inverse: Float64Array;
  readonly heights: readonly [number, number, number];
}

/**
 * The cell of a structure made whole: directions without periodicity get a vector at right
 * angles, so that a slab without a third vector and a cluster without a cell have one too. Undefined
 * where the periodic vectors span nothing.
 */
export function wholeCell({ cell, periodic }: Structure): WholeCell | undefined {
  if (periodic[0] && periodic[1] && periodic[2]) return measured(cell);
  const kept = [0, 1, 2].filter((i) => periodic[i]);
  const free = [0, 1, 2].filter((i) => !periodic[i]);
  const rows: [Vector, Vector, Vector] = [row(cell, 0), row(cell, 1), row(cell, 2)];
  if (free.length === 3) return measured(Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1));
  const first = rows[kept[0] as number] as Vector;
  if (free.length === 2) rows[free[1] as number] = across(first);
  if (free.length > 0) {
    const second = rows[(kept[1] ?? free[1]) as number] as Vector;
    rows[free[0] as number] = unit(cross(first, second));
  }
  return measured(Float64Array.from(rows.flat()));
}

function measured(cell: Float64Array): WholeCell | undefined {
  if (!Number.isFinite(1 / cellDeterminant(cell))) return undefined;
  const inverse = invertCell(cell);
  const height = (column: number): number => {
    const x = inverse[column] as number;
    const y = inverse[column + 3] as number;
    const z = inverse[column + 6] as number;
    return 1 / Math.sqrt(x * x + y * y + z * z);
  };
  return { cell, inverse, heights: [height(0), height(1), height(2)] };
}

const row = (cell: Float64Array, i: number): Vector => [
  cell[3 * i] as number,
  cell[3 * i + 1] as number,
  cell[3 * i + 2] as number,
];

/** A unit vector at right angles to `v`; zero where `v` is. */
function across(v: Vector): Vector {
  const sizes = v.map(Math.abs);
  const least = sizes.indexOf(Math.min(...sizes));
  return unit(cross(v, [Number(least === 0), Number(least === 1), Number(least === 2)]));
}

function unit(v: Vector): Vector {
  const length = Math.sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
  return length === 0 ? v : [v[0] / length, v[1] / length, v[2] / length];
}

const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
