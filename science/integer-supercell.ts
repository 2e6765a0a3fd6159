import { cellDeterminant, invertCell, timesMatrix } from './cell.ts';
import type { Structure } from './structure.ts';

/** Nine whole numbers, row-major: each row says of which lattice vectors a vector of the supercell is the sum. */
export type IntegerMatrix = readonly number[];

/**
 * The lattice points of a supercell, as whole multiples of the lattice vectors, inside the supercell
 * (fractions of it in [0, 1)); sorted by these fractions. As many as the determinant says. Throws (a
 * bug) for a matrix that is singular or not of whole numbers.
 */
export function latticePoints(matrix: IntegerMatrix): (readonly [number, number, number])[] {
  const size = Math.abs(Math.round(cellDeterminant(matrix)));
  if (!(size > 0) || !matrix.every(Number.isInteger)) {
    throw new RangeError(`internal error: no supercell by ${matrix.join(' ')}`);
  }
  // size times the inverse has whole numbers, so that inside is decided without rounding.
  const adjugate = Array.from(invertCell(matrix), (x) => Math.round(x * size));
  const [from, to] = [0, 1].map((sign) =>
    [0, 1, 2].map((d) =>
      [0, 1, 2].reduce((sum, row) => {
        const x = matrix[3 * row + d]!;
        return sum + (sign === 0 ? Math.min(0, x) : Math.max(0, x));
      }, 0),
    ),
  ) as [number[], number[]];
  const found: { readonly point: [number, number, number]; readonly share: number[] }[] = [];
  for (let i = from[0]!; i <= to[0]!; i++) {
    for (let j = from[1]!; j <= to[1]!; j++) {
      for (let k = from[2]!; k <= to[2]!; k++) {
        const share = [0, 1, 2].map(
          (d) => i * adjugate[d]! + j * adjugate[3 + d]! + k * adjugate[6 + d]!,
        );
        if (share.every((x) => x >= 0 && x < size)) found.push({ point: [i, j, k], share });
      }
    }
  }
  found.sort(
    (a, b) => a.share[0]! - b.share[0]! || a.share[1]! - b.share[1]! || a.share[2]! - b.share[2]!,
  );
  return found.map(({ point }) => point);
}

/**
 * The structure in the supercell whose vectors are `matrix` times its own: the images in the order of
 * {@link latticePoints}, each with all atoms in their order; not wrapped. Moments and charges go
 * with their atoms.
 */
export function integerSupercell(structure: Structure, matrix: IntegerMatrix): Structure {
  const { numbers, positions, cell, periodic } = structure;
  const { initialMagneticMoments: moments, initialCharges: charges } = structure;
  const shifts = latticePoints(matrix).map((point) => timesMatrix(point, cell));
  const out = new Float64Array(positions.length * shifts.length);
  for (const [image, shift] of shifts.entries()) {
    for (let x = 0; x < positions.length; x++) {
      out[image * positions.length + x] = positions[x]! + shift[x % 3]!;
    }
  }
  const tile = (values: ArrayLike<number>): number[] => shifts.flatMap(() => Array.from(values));
  return {
    numbers: Int32Array.from(tile(numbers)),
    positions: out,
    cell: timesMatrix(matrix, cell),
    periodic,
    ...(moments && { initialMagneticMoments: Float64Array.from(tile(moments)) }),
    ...(charges && { initialCharges: Float64Array.from(tile(charges)) }),
  };
}
