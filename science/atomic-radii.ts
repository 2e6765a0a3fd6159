import { atomicNumber } from './elements.ts';
import { nearestNeighbours } from './lattice-constants.ts';

/**
 * Covalent radii by atomic number from 1 to 96, Å: Cordero et al., "Covalent radii revisited", Dalton
 * Trans. 2832 (2008), table 2; carbon sp3, low spin of Mn, Fe and Co.
 */
const COVALENT: readonly number[] = [
  0.31, 0.28, 1.28, 0.96, 0.84, 0.76, 0.71, 0.66, 0.57, 0.58, 1.66, 1.41, 1.21, 1.11, 1.07, 1.05,
  1.02, 1.06, 2.03, 1.76, 1.7, 1.6, 1.53, 1.39, 1.39, 1.32, 1.26, 1.24, 1.32, 1.22, 1.22, 1.2, 1.19,
  1.2, 1.2, 1.16, 2.2, 1.95, 1.9, 1.75, 1.64, 1.54, 1.47, 1.46, 1.42, 1.39, 1.45, 1.44, 1.42, 1.39,
  1.39, 1.38, 1.39, 1.4, 2.44, 2.15, 2.07, 2.04, 2.03, 2.01, 1.99, 1.98, 1.98, 1.96, 1.94, 1.92,
  1.92, 1.89, 1.9, 1.87, 1.87, 1.75, 1.7, 1.62, 1.51, 1.44, 1.41, 1.36, 1.36, 1.32, 1.45, 1.46,
  1.48, 1.4, 1.5, 1.5, 2.6, 2.21, 2.15, 2.06, 2.0, 1.96, 1.9, 1.87, 1.8, 1.69,
];

/** The covalent radius of an atomic number, Å; undefined beyond curium. */
export const covalentRadius = (number: number): number | undefined => COVALENT[number - 1];

/** How near atoms of some elements come: the radii, Å, and what they are. */
export interface ContactRadii {
  readonly radii: ReadonlyMap<string, number>;
  readonly words: string;
}

/**
 * Radii whose sums estimate the distance of neighbours. Half the distance in the element's own crystal
 * where that is known for all of them; else covalent ones for all, since the two kinds do not add up.
 * Undefined where an element has neither.
 */
export function contactRadii(symbols: readonly string[]): ContactRadii | undefined {
  const own = symbols.map(nearestNeighbours);
  if (own.every((distance) => distance !== undefined)) {
    const radii = new Map(symbols.map((symbol, i) => [symbol, 0.5 * (own[i] as number)]));
    return { radii, words: 'half the nearest distance in the crystals of the elements' };
  }
  const covalent = symbols.map((symbol) => covalentRadius(atomicNumber(symbol) ?? 0));
  if (covalent.includes(undefined)) return undefined;
  const radii = new Map(symbols.map((symbol, i) => [symbol, covalent[i] as number]));
  return { radii, words: 'covalent radii: Cordero et al., Dalton Trans. 2832 (2008)' };
}
