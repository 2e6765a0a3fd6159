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

/** The lattice that an alloy decorates: all of its sites, or those of one sublattice. */
export interface AlloyLattice {
  readonly sites: LatticeSites;
  /** The cell that `supercell` repeats (rows, Å), and how many atoms it has, mixed or not. */
  readonly cell: Float64Array;
  readonly atoms: number;
  /** As names of structures call it: `fcc`. */
  readonly title: string;
}

/** The lattice of a system, every site mixed. */
export function alloyLattice(system: ResolvedSystem): AlloyLattice {
  const { cell, fractional } = prototypeCell(system.crystal_structure, system.lattice_constants);
  const crystal: Structure = {
    numbers: new Int32Array(fractional.length / 3).fill(1),
    positions: toCartesian(fractional, cell),
    cell,
    periodic: [true, true, true],
  };
  return mixedLattice(crystal, () => true, system.crystal_structure);
}

/** The lattice of a crystal some of whose sites are mixed; the others keep their elements. */
export const mixedLattice = (
  crystal: Structure,
  isMixed: (atom: number) => boolean,
  title: string,
): AlloyLattice => ({
  sites: latticeSites(crystal, isMixed),
  cell: crystal.cell,
  atoms: crystal.numbers.length,
  title,
});

/** Atoms of the primitive cell: all, and those on mixed sites. */
export const cellAtoms = ({
  sites,
}: AlloyLattice): { readonly all: number; readonly mixed: number } => {
  const mixed = sites.mixed.length / 3;
  return { all: mixed + sites.kept.numbers.length, mixed };
};

/** How many of so many atoms are on mixed sites. */
export const mixedAtoms = (lattice: AlloyLattice, atoms: number): number => {
  const { all, mixed } = cellAtoms(lattice);
  return Math.round((atoms * mixed) / all);
};

/** A supercell of the conventional cell: its own vectors, and the superlattice that it is. */
export function repeatedCell(
  { sites, cell }: AlloyLattice,
  repeats: Repeats,
): { readonly cell: Float64Array; readonly form: HermiteForm } {
  const rows = cell.map((x, k) => x * repeats[Math.floor(k / 3)]!);
  return { cell: rows, form: hermiteForm(inParentUnits(rows, sites)) };
}
