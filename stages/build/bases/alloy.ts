import { toCartesian } from '../../../science/cell.ts';
import { prototypeCell } from '../../../science/prototypes.ts';
import { type HermiteForm, hermiteForm } from '../../../science/sqs/hermite-forms.ts';
import {
  inParentUnits,
  type LatticeSites,
  latticeSites,
} from '../../../science/sqs/lattice-sites.ts';
import type { Structure } from '../../../science/structure.ts';
import type { Repeats } from '../../../science/supercell.ts';
import type { ResolvedSystem } from '../resolved.ts';

/** The lattice that an alloy decorates. */
export interface AlloyLattice {
  readonly sites: LatticeSites;
  /** The conventional cell (rows, Å), and how many atoms it has. */
  readonly cell: Float64Array;
  readonly atoms: number;
}

/** The lattice of a system, every site mixed. */
export function alloyLattice(system: ResolvedSystem): AlloyLattice {
  const { cell, fractional } = prototypeCell(system.crystal_structure, system.lattice_constants);
  const atoms = fractional.length / 3;
  const crystal: Structure = {
    numbers: new Int32Array(atoms).fill(1),
    positions: toCartesian(fractional, cell),
    cell,
    periodic: [true, true, true],
  };
  return { sites: latticeSites(crystal, () => true), cell, atoms };
}

/** A supercell of the conventional cell: its own vectors, and the superlattice that it is. */
export function repeatedCell(
  { sites, cell }: AlloyLattice,
  repeats: Repeats,
): { readonly cell: Float64Array; readonly form: HermiteForm } {
  const rows = cell.map((x, k) => x * repeats[Math.floor(k / 3)]!);
  return { cell: rows, form: hermiteForm(inParentUnits(rows, sites)) };
}
