import { byCompactness, type CompactCell, compactCell } from './compact-cell.ts';
import { hermiteForms, orbitName } from './hermite-forms.ts';
import type { ParentLattice } from './parent-lattice.ts';

/**
 * The supercells of `cells` parent cells that symmetry does not make of one another, the most compact
 * first, at most `limit` of them (G. L. W. Hart and R. W. Forcade, Phys. Rev. B 77, 224115 (2008)).
 */
export function supercellShapes(
  { cell, operations }: Pick<ParentLattice, 'cell' | 'operations'>,
  cells: number,
  limit: number,
): CompactCell[] {
  const rotations = operations.map(({ rotation }) => rotation);
  const seen = new Set<string>();
  const shapes: CompactCell[] = [];
  for (const shape of hermiteForms(cells)
    .map((form) => compactCell(form, cell))
    .sort(byCompactness)) {
    const name = orbitName(shape.form, rotations);
    if (!seen.has(name)) shapes.push(shape);
    seen.add(name);
    if (shapes.length === limit) break;
  }
  return shapes;
}
