import { cellHeights } from './cell.ts';
import type { Structure } from './structure.ts';

/** How often a cell is repeated along a, b and c. */
export type Repeats = readonly [number, number, number];

/**
 * The structure repeated along its cell vectors. Images come in the order of their index along a,
 * then b, then c, each with all atoms in their order; atom 0 stays where it is. Moments and charges
 * go with their atoms. Throws (a bug) on repeats that are not positive whole numbers.
 */
export function repeatStructure(structure: Structure, repeats: Repeats): Structure {
  if (!repeats.every((n) => Number.isInteger(n) && n > 0)) {
    throw new RangeError(`internal error: repeats ${repeats.join('x')}`);
  }
  const { cell, positions, initialMagneticMoments: moments, initialCharges: charges } = structure;
  const [na, nb, nc] = repeats;
  const images = na * nb * nc;
  const size = positions.length;
  const out = new Float64Array(size * images);
  let at = 0;
  for (let i = 0; i < na; i++) {
    for (let j = 0; j < nb; j++) {
      for (let k = 0; k < nc; k++) {
        for (let x = 0; x < size; x++) {
          const axis = x % 3;
          out[at++] = positions[x]! + (i * cell[axis]! + j * cell[3 + axis]! + k * cell[6 + axis]!);
        }
      }
    }
  }
  return {
    numbers: Int32Array.from(tiled(structure.numbers, images)),
    positions: out,
    cell: cell.map((x, c) => x * repeats[Math.floor(c / 3)]!),
    periodic: structure.periodic,
    ...(moments && { initialMagneticMoments: Float64Array.from(tiled(moments, images)) }),
    ...(charges && { initialCharges: Float64Array.from(tiled(charges, images)) }),
  };
}

function tiled(values: ArrayLike<number>, times: number): number[] {
  return Array.from({ length: values.length * times }, (_, i) => values[i % values.length]!);
}

/** The number of atoms of the default supercell, at least. */
const DEFAULT_SUPERCELL_ATOMS = 32;

/** A supercell is near-cubic when no height is more than this times another. */
const NEAR_CUBIC = 1.4;
const MOST_REPEATS = 16;

/**
 * The default supercell: of the diagonal ones with at least 32 atoms
 * whose heights differ by a factor of at most 1.4, the one with the fewest atoms; among equals the
 * most cubic, then the first by (a, b, c). Where none is near-cubic, the most cubic.
 */
export function defaultSupercell(cell: Float64Array, atoms: number): Repeats {
  const heights = cellHeights(cell);
  let best: { readonly rank: readonly number[]; readonly repeats: Repeats } | undefined;
  for (let a = 1; a <= MOST_REPEATS; a++) {
    for (let b = 1; b <= MOST_REPEATS; b++) {
      for (let c = 1; c <= MOST_REPEATS; c++) {
        const count = a * b * c * atoms;
        if (count < DEFAULT_SUPERCELL_ATOMS) continue;
        const sides = [a * heights[0], b * heights[1], c * heights[2]];
        const aspect = Math.max(...sides) / Math.min(...sides);
        const isNear = aspect <= NEAR_CUBIC;
        const rank = [isNear ? 0 : 1, isNear ? count : 0, Math.round(aspect * 1e6), count];
        if (!best || isLess(rank, best.rank)) best = { rank, repeats: [a, b, c] };
      }
    }
  }
  return (best as { readonly repeats: Repeats }).repeats;
}

function isLess(a: readonly number[], b: readonly number[]): boolean {
  const i = a.findIndex((x, at) => x !== b[at]);
  return i >= 0 && (a[i] as number) < (b[i] as number);
}

/** `2x2x2`, and how many atoms that is. */
export const supercellText = (repeats: Repeats, atoms: number): string =>
  `${repeats.join('x')} of the ${atoms}-atom cell: ${repeats[0] * repeats[1] * repeats[2] * atoms} atoms`;
