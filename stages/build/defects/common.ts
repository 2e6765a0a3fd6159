import { elementSymbol } from '../../../science/elements.ts';
import { hashRank } from '../../../science/random.ts';
import type { Structure } from '../../../science/structure.ts';
import { type CrystalSymmetry, crystalSymmetry } from '../../../science/symmetry.ts';
import type { Derived, Parent } from '../parent.ts';
import type { Tally } from '../tally.ts';
import type { CommonDefectSettings } from './common-plugin.ts';
import { supercellOf } from './supercells.ts';

/** A crystal to put defects into, in the cell that was asked for. */
export interface DefectCrystal {
  readonly structure: Structure;
  readonly symmetry: CrystalSymmetry;
}

/** The parent as a crystal, in a larger cell where its own is too small; undefined, and said, where it is none. */
export function defectCrystal(
  parent: Parent,
  kind: string,
  { min_atoms: atoms = 0 }: CommonDefectSettings,
  tally: Tally,
): DefectCrystal | undefined {
  const symmetry = crystalSymmetry(parent.structure);
  if (!symmetry) {
    tally.reject(`${kind}: the structure is not periodic in three directions`);
    return undefined;
  }
  if (symmetry.trouble) tally.note(`${kind}: of one structure ${symmetry.trouble}`);
  if (parent.structure.numbers.length >= atoms) return { structure: parent.structure, symmetry };
  const structure = supercellOf(parent, symmetry, atoms);
  const own = crystalSymmetry(structure);
  return own && { structure, symmetry: own };
}

/**
 * At most so many of the defects of one kind at one strain point, in their own order: chosen by hash
 * rank, so that a larger number only adds.
 */
export function atMost(
  made: readonly Derived[],
  kind: string,
  most: number,
  {
    seed,
    parent,
    tally,
  }: { readonly seed: number; readonly parent: Parent; readonly tally: Tally },
): readonly Derived[] {
  if (made.length <= most) return made;
  const ranked = made.map((derived) => ({
    derived,
    rank: hashRank(`defects: ${kind}`, seed, `${parent.digest} ${derived.operation}`),
  }));
  ranked.sort((a, b) => (a.rank < b.rank ? -1 : 1));
  const kept = new Set(ranked.slice(0, most).map(({ derived }) => derived));
  tally.reject(`${kind}: beyond defects.at_most`, made.length - most);
  return made.filter((derived) => kept.has(derived));
}

/** The atoms that stand for the orbits of sites, and how many each stands for. */
export function siteOrbits(
  representative: readonly number[],
): { atom: number; multiplicity: number }[] {
  const counts = new Map<number, number>();
  for (const first of representative) counts.set(first, (counts.get(first) ?? 0) + 1);
  return [...counts].map(([atom, multiplicity]) => ({ atom, multiplicity }));
}

/** The elements of a structure, lightest first. */
export const elementsOf = (structure: Structure): number[] =>
  [...new Set(structure.numbers)].sort((a, b) => a - b);

/** `Cu #3`: an atom of a structure. */
export const siteText = (structure: Structure, atom: number): string =>
  `${elementSymbol(structure.numbers[atom] as number)} #${atom}`;
