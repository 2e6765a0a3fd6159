import { invertCell } from '../cell.ts';
import type { Structure } from '../structure.ts';

/** Numbers of k-points along the three reciprocal vectors. */
export type KMesh = readonly [number, number, number];

const TWO_PI = 6.283185307179586;

/**
 * The Monkhorst–Pack mesh of a cell for a spacing in 1/Å (2π included, as VASP's KSPACING): along each
 * reciprocal vector the smallest number whose points are no further apart; 1 along directions without
 * periodicity. A spacing that is met but for rounding is met.
 */
export function kMesh(
  { cell, periodic }: Pick<Structure, 'cell' | 'periodic'>,
  spacing: number,
): KMesh {
  const inverse = invertCell(cell);
  const along = (i: number): number => {
    if (!periodic[i]) return 1;
    const [x, y, z] = [inverse[i], inverse[3 + i], inverse[6 + i]] as [number, number, number];
    const length = TWO_PI * Math.sqrt(x * x + y * y + z * z);
    return Math.max(1, Math.ceil(length / spacing - 1e-9));
  };
  return [along(0), along(1), along(2)];
}
