import { invertCell, timesMatrix } from '../cell.ts';
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
 * The vectors of the most cubic supercell of at least `atoms` atoms (at most a quarter more, or one
 * primitive cell) of a crystal, in units of the vectors of the cell that it is given in. A homogeneous
 * strain leaves them what they are.
 */
export function defectVectors(
  structure: Structure,
  symmetry: CrystalSymmetry,
  atoms: number,
): Float64Array {
  const unit = symmetry.atoms.length;
  const least = Math.ceil(atoms / unit);
  const most = Math.max(least, Math.floor((MORE * atoms) / unit));
  const rotations = symmetry.operations.map(({ rotation }) => rotation);
  const { matrix } = optimalSupercell(symmetry.cell, least, most, rotations);
  return timesMatrix(timesMatrix(matrix, symmetry.cell), invertCell(structure.cell));
}

/** Vectors nearer than this to vectors of the lattice, in units of its own, are these. */
const WHOLE = 1e-3;

/**
 * The crystal in the supercell of {@link defectVectors}; undefined where they are none of its
 * lattice's.
 */
export function inDefectCell(
  structure: Structure,
  symmetry: CrystalSymmetry,
  vectors: Float64Array,
): Structure | undefined {
  const raw = timesMatrix(timesMatrix(vectors, structure.cell), invertCell(symmetry.cell));
  const matrix = Array.from(raw, (x) => Math.round(x) + 0);
  if (!matrix.every((x, k) => Math.abs(x - raw[k]!) < WHOLE)) return undefined;
  return integerSupercell(primitiveStructure(structure, symmetry), matrix);
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
  const vectors = defectVectors(structure, symmetry, atoms);
  return inDefectCell(structure, symmetry, vectors) as Structure;
}
