import { parseDigest } from '../../base/digest.ts';
import type { Label } from '../../science/label.ts';
import type { Structure } from '../../science/structure.ts';
import { checkArray } from './check-structure.ts';

/** Why a label cannot belong to a structure; undefined where it can. */
export function checkLabel(structure: Structure, label: Label): string | undefined {
  const atoms = structure.numbers.length;
  const { forces, stress, magneticMoments, charges, level } = label;
  if (!Number.isFinite(label.freeEnergy)) return `its free energy is ${label.freeEnergy}`;
  if (!Number.isFinite(label.energy)) return `its energy is ${label.energy}`;
  if (level.words.trim() === '' || !parseDigest(level.digest)) {
    return 'its level of theory has no name or no digest';
  }
  return (
    checkArray('forces', forces, 3 * atoms) ??
    checkArray('stress components (xx yy zz yz xz xy, eV/Å^3, tension positive)', stress, 6) ??
    (stress && !structure.cell.some((x) => x !== 0) ? 'it has a stress but no cell' : undefined) ??
    checkArray('magnetic moments', magneticMoments, atoms) ??
    checkArray('charges', charges, atoms)
  );
}
