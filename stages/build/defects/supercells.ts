import { defectCell, defectVectors, inDefectCell } from '../../../science/defects/defect-cell.ts';
import type { Structure } from '../../../science/structure.ts';
import { type CrystalSymmetry, crystalSymmetry } from '../../../science/symmetry.ts';
import type { Parent } from '../parent.ts';

/** What was found for a base, by the number of atoms; forgotten with the base. */
const found = new WeakMap<Structure, Map<number, Float64Array | undefined>>();

/**
 * The parent in the supercell for its defects. It is chosen once for a base, and strained with it:
 * so all strain points and all kinds of defects have the same.
 */
export function supercellOf(parent: Parent, symmetry: CrystalSymmetry, atoms: number): Structure {
  const { structure, unstrained = structure } = parent;
  const vectors = vectorsOf(unstrained, atoms, unstrained === structure ? symmetry : undefined);
  const own = vectors && inDefectCell(structure, symmetry, vectors);
  return own ?? defectCell(structure, symmetry, atoms);
}

function vectorsOf(
  base: Structure,
  atoms: number,
  known: CrystalSymmetry | undefined,
): Float64Array | undefined {
  const sizes = found.get(base) ?? new Map<number, Float64Array | undefined>();
  found.set(base, sizes);
  if (!sizes.has(atoms)) {
    const symmetry = known ?? crystalSymmetry(base);
    sizes.set(atoms, symmetry && defectVectors(base, symmetry, atoms));
  }
  return sizes.get(atoms);
}
