import { invertCell, timesMatrix, toCartesian, toFractional } from '../cell.ts';
import { imageLattice } from '../image-lattice.ts';
import { primitiveCell } from '../primitive-cell.ts';
import type { Structure } from '../structure.ts';
import type { Matrix3 } from './integer-matrix.ts';

/** The sites of a lattice that is decorated: a primitive cell whose sites are mixed or keep their element. */
export interface LatticeSites {
  /** Short vectors (rows, Å). */
  readonly cell: Float64Array;
  /** Fractional positions of the sites that are mixed (3S). */
  readonly mixed: Float64Array;
  /** Fractional positions and elements of the others. */
  readonly kept: { readonly fractional: Float64Array; readonly numbers: Int32Array };
}

/**
 * The sites of a crystal whose atoms `isMixed` says are to be decorated alike, whatever element they
 * have in `structure`; the others keep theirs. A conventional cell or a supercell is reduced to the
 * primitive one. Throws (a bug: checked before) where nothing is mixed or the cell is not periodic.
 */
export function latticeSites(
  structure: Structure,
  isMixed: (atom: number) => boolean,
): LatticeSites {
  const kinds = Array.from(structure.numbers, (number, atom) => (isMixed(atom) ? MIXED : number));
  const arrangement = {
    cell: structure.cell,
    fractional: toFractional(structure.positions, structure.cell),
    kinds,
  };
  const found = primitiveCell(arrangement, 1e-3);
  const cell = shortVectors(found?.cell ?? structure.cell);
  const atoms = kinds.map((_, i) => i).filter((i) => !found || found.representative[i] === i);
  const placesOf = (chosen: readonly number[]): Float64Array =>
    toFractional(
      chosen.flatMap((i) => Array.from(structure.positions.subarray(3 * i, 3 * i + 3))),
      cell,
    ).map(snapped);
  const mixed = atoms.filter((atom) => kinds[atom] === MIXED);
  const kept = atoms.filter((atom) => kinds[atom] !== MIXED);
  if (mixed.length === 0) throw new RangeError('internal error: no site is mixed');
  return {
    cell,
    mixed: placesOf(mixed),
    kept: { fractional: placesOf(kept), numbers: Int32Array.from(kept, (atom) => kinds[atom]!) },
  };
}

/** No element has this number. */
const MIXED = 0;

/** The reduced cell, right-handed. */
function shortVectors(cell: Float64Array): Float64Array {
  const reduced = imageLattice(cell, [true, true, true])?.rows ?? cell;
  const [a, b, c, d, e, f, g, h, i] = Array.from(reduced) as unknown as Matrix3;
  const volume = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  return volume < 0 ? reduced.map((x) => 0 - x) : reduced;
}

/** A fractional coordinate in [0, 1), rounding on either side of a whole number taken off. */
function snapped(x: number): number {
  const inside = x - Math.floor(x);
  return inside > 1 - 1e-9 || inside < 1e-9 ? 0 : inside;
}

/** The rows of a cell of `structure`'s lattice in units of the parent's vectors, rounded. */
export function inParentUnits(rows: Float64Array, parent: LatticeSites): Matrix3 {
  const units = timesMatrix(rows, invertCell(parent.cell));
  return Array.from(units, (x) => Math.round(x) + 0) as unknown as Matrix3;
}

/** Cartesian positions of the mixed sites of the primitive cell, Å. */
export const mixedPositions = (parent: LatticeSites): Float64Array =>
  toCartesian(parent.mixed, parent.cell);
