import type { CanonicalObject } from '../../../base/canonical.ts';
import { cellVolume } from '../../../science/cell.ts';
import { atomCount, readStructure } from '../../../science/structure.ts';
import type { Calculator } from '../calculator.ts';
import { ladderNames } from './aids.ts';
import { calculateEspresso } from './calculate.ts';
import { readEspresso } from './read.ts';
import { resolveEspresso, resolveItem } from './resolve.ts';
import type { ItemEspresso } from './resolved.ts';
import { espressoSettings } from './settings.ts';

/**
 * Quantum ESPRESSO's pw.x, the `QERunner` of the specification: each structure its own calculation, recovered
 * by a ladder of aids to convergence, accepted only when it proves itself. Bump `version` when the input
 * changes, `reading.version` when a label read from the same output does.
 */
export const espressoCalculator: Calculator = {
  name: 'espresso',
  description:
    'espresso: density functional theory with plane waves, by the pw.x of Quantum ESPRESSO.',
  settings: espressoSettings,
  backend: {
    name: 'espresso',
    version: 1,
    resolve: resolveEspresso,
    resolveItem,
    remedies: ladderNames,
    cost: { features, prior: { cpuSeconds: prior, spread: 8 } },
    batch: 1,
    calculate: calculateEspresso,
    reading: { version: 2, read: readEspresso },
  },
};

/** What the time of plane waves goes by: their number, the k-points, the atoms. */
function features(
  settings: CanonicalObject,
  bytes: Uint8Array,
): { readonly [name: string]: number } {
  const { mesh, ecutwfc, spin } = settings as unknown as ItemEspresso;
  const structure = readStructure(bytes);
  const cutoff = ecutwfc * Math.sqrt(ecutwfc);
  const kpoints = mesh ? mesh[0] * mesh[1] * mesh[2] : 1;
  return {
    atoms: atomCount(structure),
    // Bohr^3 Ry^1.5 / 6π²: about how many plane waves there are.
    plane_waves: Math.round((cellVolume(structure.cell) / 0.1481847) * cutoff * 0.0168869),
    kpoints: kpoints * (spin ? 2 : 1),
  };
}

/**
 * A guess until this workspace has costs of its own, of the right size for Si2 and Al4 on one core: k-points
 * times plane waves times bands times at least ten.
 */
function prior(of: { readonly [name: string]: number }): number {
  const { atoms = 1, plane_waves: waves = 100, kpoints = 1 } = of;
  const bands = 3 * atoms;
  return 0.3 + 2e-7 * waves * bands * Math.max(10, bands) * Math.max(1, kpoints / 2);
}
