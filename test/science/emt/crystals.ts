import type { ClassicalResult } from '../../../science/classical/classical-result.ts';
import { emt } from '../../../science/emt/emt.ts';
import type { Structure } from '../../../science/structure.ts';

/** A fully periodic structure. */
export const crystal = (numbers: number[], positions: number[], cell: number[]): Structure => ({
  numbers: Int32Array.from(numbers),
  positions: Float64Array.from(positions),
  cell: Float64Array.from(cell),
  periodic: [true, true, true],
});

/** The result of EMT where there must be one. */
export function solved(structure: Structure): ClassicalResult {
  const result = emt(structure);
  if (!result.ok) throw new Error(`EMT failed: ${JSON.stringify(result.error)}`);
  return result.value;
}

/** One-atom fcc cell. */
export const fcc = (number: number, a: number): Structure =>
  crystal([number], [0, 0, 0], [0, a / 2, a / 2, a / 2, 0, a / 2, a / 2, a / 2, 0]);

/** One-atom bcc cell. */
export const bcc = (number: number, a: number): Structure =>
  crystal([number], [0, 0, 0], [-a / 2, a / 2, a / 2, a / 2, -a / 2, a / 2, a / 2, a / 2, -a / 2]);

/** Two-atom hcp cell with the ideal ratio of its axes. */
export function hcp(number: number, a: number): Structure {
  const c = a * Math.sqrt(8 / 3);
  const h = (a * Math.sqrt(3)) / 2;
  return crystal(
    [number, number],
    [0, 0, 0, a / 2, h / 3, c / 2],
    [a, 0, 0, -a / 2, h, 0, 0, 0, c],
  );
}

/** The cell strained by a symmetric matrix (Voigt, engineering shears), atoms moving with it. */
export function strained(structure: Structure, voigt: readonly number[]): Structure {
  const [xx, yy, zz, yz, xz, xy] = voigt as [number, number, number, number, number, number];
  const rows = [1 + xx, xy / 2, xz / 2, xy / 2, 1 + yy, yz / 2, xz / 2, yz / 2, 1 + zz];
  return transformed(structure, rows);
}

/** Every vector (rows of positions and cell) times a 3x3 matrix. */
export function transformed(structure: Structure, matrix: readonly number[]): Structure {
  const times = (vectors: Float64Array) =>
    vectors.map((_, k) => {
      const row = k - (k % 3);
      const column = k % 3;
      return (
        vectors[row]! * matrix[column]! +
        vectors[row + 1]! * matrix[3 + column]! +
        vectors[row + 2]! * matrix[6 + column]!
      );
    });
  return { ...structure, positions: times(structure.positions), cell: times(structure.cell) };
}

/** n^3 copies of a cell. */
export function repeated({ numbers, positions, cell, periodic }: Structure, n: number): Structure {
  const places: number[] = [];
  const kinds: number[] = [];
  for (let a = 0; a < n; a++) {
    for (let b = 0; b < n; b++) {
      for (let c = 0; c < n; c++) {
        positions.forEach((x, k) => {
          places.push(x + a * cell[k % 3]! + b * cell[3 + (k % 3)]! + c * cell[6 + (k % 3)]!);
        });
        kinds.push(...numbers);
      }
    }
  }
  const wide = cell.map((x) => n * x);
  return {
    numbers: Int32Array.from(kinds),
    positions: Float64Array.from(places),
    cell: wide,
    periodic,
  };
}

/** Where a function of one number is least, by golden section in (low, high). */
export function leastAt(low: number, high: number, f: (x: number) => number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [a, b] = [low, high];
  while (b - a > 1e-7) {
    const x = b - ratio * (b - a);
    const y = a + ratio * (b - a);
    if (f(x) < f(y)) b = y;
    else a = x;
  }
  return (a + b) / 2;
}
