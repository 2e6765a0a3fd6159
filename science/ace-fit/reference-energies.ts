import { elementSymbol } from '../elements.ts';
import { minimumNorm } from '../linalg/minimum-norm.ts';
import { neighbourList } from '../neighbours.ts';
import type { Observation } from './observation.ts';

/** The energy of a lone atom of each element, eV, by symbol, and where it comes from. */
export interface ReferenceEnergies {
  readonly energies: { readonly [symbol: string]: number };
  /** By symbol. */
  readonly sources: { readonly [symbol: string]: 'given' | 'isolated' | 'least_squares' };
  /** Whether the compositions fix the least squares; where not, the shortest solution was taken. */
  readonly determined: boolean;
}

/** The symbols of the elements that occur, sorted by code unit. */
export function elementsOf(observations: readonly Pick<Observation, 'structure'>[]): string[] {
  const numbers = new Set(observations.flatMap(({ structure }) => [...structure.numbers]));
  return [...numbers].map(elementSymbol).sort();
}

/**
 * Energies of labelled lone atoms: one atom with no image within the cutoff (by geometry, so a bulk
 * cell of one atom is none). Of several labels for an element the lowest, the ground state.
 */
export function isolatedEnergies(
  observations: readonly Observation[],
  cutoff: number,
): { [symbol: string]: number } {
  const energies: { [symbol: string]: number } = {};
  for (const { structure, energy } of observations) {
    if (structure.numbers.length !== 1) continue;
    if (neighbourList(structure, cutoff).first[1]! > 0) continue;
    const symbol = elementSymbol(structure.numbers[0]!);
    energies[symbol] = Math.min(energies[symbol] ?? Infinity, energy);
  }
  return energies;
}

/**
 * Least squares of E/N on the compositions, for the elements that `known` does not fix already. Where
 * there are fewer independent compositions than elements, of all solutions the shortest.
 */
export function leastSquaresEnergies(
  observations: readonly Observation[],
  elements: readonly string[],
  known: { readonly [symbol: string]: number },
): { readonly energies: { readonly [symbol: string]: number }; readonly determined: boolean } {
  const open = elements.filter((symbol) => known[symbol] === undefined);
  const columns = open.length + 1;
  const rows = new Float64Array(observations.length * columns);
  observations.forEach(({ structure, energy }, at) => {
    const { numbers } = structure;
    rows[at * columns + open.length] = energy / numbers.length;
    for (const number of numbers) {
      const symbol = elementSymbol(number);
      const column = open.indexOf(symbol);
      if (column >= 0) rows[at * columns + column]! += 1 / numbers.length;
      else rows[at * columns + open.length]! -= (known[symbol] as number) / numbers.length;
    }
  });
  const { solution, rank } = minimumNorm(rows, observations.length, columns);
  return {
    energies: Object.fromEntries(open.map((symbol, at) => [symbol, solution[at]!])),
    determined: rank === open.length,
  };
}

/** The energy without those of the lone atoms, eV: what the functions are fitted to. */
export function bindingEnergy(
  { structure, energy }: Observation,
  energies: { readonly [symbol: string]: number },
): number {
  let sum = energy;
  for (const number of structure.numbers) sum -= energies[elementSymbol(number)] as number;
  return sum;
}

/** Elements whose lone atoms' energies change by one number while the functions are fitted. */
export type Shift = readonly string[];

/**
 * What of these energies is fitted with the functions, as the intercept of any regression is: a mean of total energies says
 * little of lone atoms, and functions that must make up for it spend themselves on that. Known energies stay. Each open one has a
 * shift of its own where the compositions tell them apart; else all move together.
 */
export function shiftsOf({ sources, determined }: ReferenceEnergies): Shift[] {
  const open = Object.keys(sources).filter((symbol) => sources[symbol] === 'least_squares');
  if (open.length === 0) return [];
  return determined ? open.map((symbol) => [symbol]) : [open];
}

/** The energies moved by what was fitted. */
export function shifted(references: ReferenceEnergies, by: ArrayLike<number>): ReferenceEnergies {
  const energies = { ...references.energies };
  shiftsOf(references).forEach((shift, k) => {
    for (const symbol of shift) energies[symbol] = energies[symbol]! + by[k]!;
  });
  return { ...references, energies };
}
