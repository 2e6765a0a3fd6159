import { emt } from '../../../science/emt/emt.ts';
import type { Structure } from '../../../science/structure.ts';
import { type Layers, layersOf } from '../../../science/surfaces/layers.ts';
import type { Miller } from '../../../science/surfaces/miller.ts';
import { planeArea } from '../../../science/surfaces/plane-basis.ts';
import {
  type CrystalSymmetry,
  crystalSymmetry,
  latticeSymmetry,
} from '../../../science/symmetry.ts';

/** A crystal's layers along a plane, and those of its lattice. */
export function cutCrystal(structure: Structure, plane: Miller) {
  const lattice = latticeSymmetry(structure) as CrystalSymmetry;
  const own = crystalSymmetry(structure) as CrystalSymmetry;
  const symmetry = { ...own, conventional: lattice.conventional };
  return {
    symmetry,
    layers: layersOf(structure, symmetry, plane) as Layers,
    lattice: layersOf(structure, lattice, plane) as Layers,
  };
}

/** By EMT, eV. */
export function energy(structure: Structure): number {
  const result = emt(structure);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value.energy;
}

/** Energy beyond that of the bulk, eV per atom given, by area of the plane, J/m^2. */
export const excess = (structure: Structure, bulk: number): number =>
  ((energy(structure) - structure.numbers.length * bulk) / planeArea(structure.cell)) * 16.02176634;

/**
 * fcc metals by EMT: lattice constants (Å) of facts/domain.md 4.5, and what ASE 3.29.0 finds there with
 * nothing relaxed: E(hcp) - E(fcc) at ideal c/a and the same nearest distance, eV per atom; the
 * surface energies of (111), (100) and (110) of slabs of nine planes, J/m^2 (python/check_surfaces.py
 * prints these). The facts' surface energies are those of relaxed slabs, and their hcp of Al, -0.00068,
 * is the least over the volume at ideal c/a.
 */
export const metals = {
  Al: { z: 13, a: 3.9943, hcp: 0.00576369, gamma: [0.70745592, 0.73560147, 0.78944802] },
  Cu: { z: 29, a: 3.5898, hcp: -0.00093803, gamma: [1.0441302, 1.13384051, 1.23172719] },
  Ni: { z: 28, a: 3.4871, hcp: -0.00156286, gamma: [1.70442692, 1.82328815, 1.96945313] },
  Ag: { z: 47, a: 4.0636, hcp: 0.00155412, gamma: [0.54923015, 0.61765705, 0.67535734] },
  Au: { z: 79, a: 4.0562, hcp: 0.00108759, gamma: [0.53661289, 0.63989192, 0.71457349] },
  Pd: { z: 46, a: 3.8787, hcp: -0.00067073, gamma: [0.67666483, 0.78294153, 0.86271705] },
  Pt: { z: 78, a: 3.9218, hcp: -0.00044764, gamma: [0.77950927, 0.93434393, 1.04317486] },
} as const;
