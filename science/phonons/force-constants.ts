import type { Structure } from '../structure.ts';
import type { Repeats } from '../supercell.ts';
import { repeatStructure } from '../supercell.ts';

/** The forces on the atoms of a structure, 3N, eV/Å. */
export type ForcesOf = (structure: Structure) => Float64Array;

/**
 * How the atoms of a supercell feel a displacement of one cell's: second derivatives of the energy, eV/Å^2. Row
 * 3 i + a is atom i of the cell moved along a, column 3 j + b the supercell's atom j along b.
 */
export interface ForceConstants {
  readonly crystal: Structure;
  readonly supercell: Structure;
  readonly repeats: Repeats;
  /** 3n x 3N, row-major. */
  readonly values: Float64Array;
}

/** Å; central differences, so that the next order cancels. */
const DISPLACEMENT = 0.01;

/**
 * By displacing each atom of the crystal's cell in its supercell by plus and minus 0.01 Å along x, y and z; a
 * translation of all atoms costs nothing (the acoustic sum rule), which the atom's own block is made to say.
 * The crystal is taken to be at rest.
 */
export function forceConstants(
  forcesOf: ForcesOf,
  crystal: Structure,
  repeats: Repeats,
): ForceConstants {
  const supercell = repeatStructure(crystal, repeats);
  const columns = 3 * supercell.numbers.length;
  const values = new Float64Array(3 * crystal.numbers.length * columns);
  // repeatStructure has the cell's own atoms first.
  for (let i = 0; i < crystal.numbers.length; i++) {
    for (let axis = 0; axis < 3; axis++) {
      const [plus, minus] = [DISPLACEMENT, -DISPLACEMENT].map((by) => {
        const positions = Float64Array.from(supercell.positions);
        positions[3 * i + axis] = positions[3 * i + axis]! + by;
        return forcesOf({ ...supercell, positions });
      }) as [Float64Array, Float64Array];
      const row = values.subarray((3 * i + axis) * columns, (3 * i + axis + 1) * columns);
      for (let j = 0; j < columns; j++) row[j] = (minus[j]! - plus[j]!) / (2 * DISPLACEMENT);
      sumRule(row, i);
    }
  }
  return { crystal, supercell, repeats, values };
}

function sumRule(row: Float64Array, atom: number): void {
  for (let axis = 0; axis < 3; axis++) {
    let others = 0;
    for (let j = axis; j < row.length; j += 3) if (j !== 3 * atom + axis) others += row[j]!;
    row[3 * atom + axis] = -others;
  }
}
