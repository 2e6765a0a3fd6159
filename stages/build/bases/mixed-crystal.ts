import { canonicalText } from '../../../base/canonical.ts';
import { atomicNumber } from '../../../science/elements.ts';
import type { Structure } from '../../../science/structure.ts';
import { type Repeats, repeatStructure } from '../../../science/supercell.ts';
import { type AtomCounts, atomCounts, elementCounts, formulaText } from '../composition.ts';
import { asParent, type Base } from '../parent.ts';
import type { Occupation } from '../sublattices.ts';
import { decorate } from './crystal.ts';

/** A crystal some of whose sites are mixed. */
export interface MixedCrystal {
  /** The cell that `supercell` repeats. */
  readonly crystal: Structure;
  /** The atoms of it whose sites are mixed. */
  readonly atoms: readonly number[];
  /** Of these sites. */
  readonly composition: Occupation;
  /** As names of structures call it. */
  readonly title: string;
}

/** How many atoms of each element the mixed sites of a supercell get. */
export const mixedCounts = ({ atoms, composition }: MixedCrystal, [a, b, c]: Repeats): AtomCounts =>
  atomCounts(composition, atoms.length * a * b * c);

/**
 * The crystal repeated, its mixed sites decorated at random with exact counts; moments and charges,
 * which belong to the atoms of the file, are left behind.
 */
export function randomBase(mixed: MixedCrystal, repeats: Repeats, seed: number): Base {
  const { crystal, atoms, title } = mixed;
  const repeated = repeatStructure(crystal, repeats);
  const counts = mixedCounts(mixed, repeats);
  const isWhole = atoms.length === crystal.numbers.length;
  const words = [asParent(crystal).digest, repeats, ...(isWhole ? [] : [atoms])];
  const species = decorate(counts, canonicalText(words), seed);
  const numbers = repeated.numbers.slice();
  const own = new Set(atoms);
  let next = 0;
  for (let i = 0; i < numbers.length; i++) {
    if (own.has(i % crystal.numbers.length)) numbers[i] = species[next++]!;
  }
  const { positions, cell, periodic } = repeated;
  const parent = asParent({ numbers, positions, cell, periodic });
  const formula = formulaText(isWhole ? counts : elementCounts(numbers));
  return { ...parent, name: `${formula} ${title}`, group: 'base', leader: parent };
}

/** A crystal with another element on some of its sites, without moments and charges. */
export function withElements(
  { numbers: own, positions, cell, periodic }: Structure,
  elementOf: (atom: number) => string | undefined,
): Structure {
  const numbers = own.map((number, atom) => {
    const symbol = elementOf(atom);
    return symbol === undefined ? number : (atomicNumber(symbol) as number);
  });
  return { numbers, positions, cell, periodic };
}
