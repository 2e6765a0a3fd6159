import { integerSupercell } from '../integer-supercell.ts';
import type { Structure } from '../structure.ts';
import { optimalSupercell } from '../supercell-shape.ts';
import type { CrystalSymmetry } from '../symmetry.ts';

/** A cell may have this share of atoms more than wanted, for a better shape. */
const MORE = 1.25;

/** The atoms of one primitive cell of a crystal. */
export function primitiveStructure(
  structure: Structure,
  { cell, atoms }: Pick<CrystalSymmetry, 'cell' | 'atoms'>,
): Structure {
  const { numbers, positions, periodic, initialMagneticMoments, initialCharges } = structure;
  const pick = (values: Float64Array): Float64Array =>
    Float64Array.from(atoms, (atom) => values[atom]!);
  return {
    numbers: Int32Array.from(atoms, (atom) => numbers[atom]!),
    positions: Float64Array.from(
      atoms.flatMap((atom) => Array.from(positions.subarray(3 * atom, 3 * atom + 3))),
    ),
    cell,
    periodic,
    ...(initialMagneticMoments && { initialMagneticMoments: pick(initialMagneticMoments) }),
    ...(initialCharges && { initialCharges: pick(initialCharges) }),
  };
}

/**
 * The crystal in the most cubic supercell of at least `atoms` atoms (at most a quarter more, or one
 * primitive cell), whatever cell it is given in.
 */
export function defectCell(
  structure: Structure,
  symmetry: CrystalSymmetry,
  atoms: number,
): Structure {
  const unit = symmetry.atoms.length;
  const least = Math.ceil(atoms / unit);
  const most = Math.max(least, Math.floor((MORE * atoms) / unit));
  const rotations = symmetry.operations.map(({ rotation }) => rotation);
  const { matrix } = optimalSupercell(symmetry.cell, least, most, rotations);
  return integerSupercell(primitiveStructure(structure, symmetry), matrix);
}
