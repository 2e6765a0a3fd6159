import { atomicNumber } from '../../../science/elements.ts';
import { shortestWithin } from '../../../science/nearest.ts';
import { neighbourList } from '../../../science/neighbours.ts';
import type { Filter } from './filter.ts';

/** Å: one for all pairs, or by pair of elements, `Cu-Au` or `Cu` for Cu-Cu. */
export type MinimumDistances = number | { readonly [pair: string]: number };

const REASON = 'nearer than filters.min_distance';

/** The atomic numbers of `Cu-Au` or `Cu`; undefined where it is no pair of elements. */
export function elementPair(text: string): readonly [number, number] | undefined {
  const [first = '', second = first, ...more] = text.split('-');
  const [a, b] = [atomicNumber(first), atomicNumber(second)];
  return more.length === 0 && a !== undefined && b !== undefined ? [a, b] : undefined;
}

/** Rejects structures with two atoms, images included, nearer than the least that is allowed. */
export function minimumDistance(least: MinimumDistances): Filter {
  if (typeof least === 'number') {
    return (structure) => (isNearer(shortestWithin(structure, least), least) ? REASON : undefined);
  }
  const limits = new Map<number, number>();
  for (const [text, distance] of Object.entries(least)) {
    const [a, b] = elementPair(text) as readonly [number, number];
    limits.set(pairKey(a, b), distance);
  }
  const widest = Math.max(...limits.values());
  return (structure) => {
    if (shortestWithin(structure, widest) === undefined) return undefined;
    const { first, neighbour, squared } = neighbourList(structure, widest, 'half');
    for (let i = 0; i + 1 < first.length; i++) {
      for (let n = first[i]!; n < first[i + 1]!; n++) {
        const key = pairKey(structure.numbers[i]!, structure.numbers[neighbour[n]!]!);
        const limit = limits.get(key) ?? 0;
        if (squared[n]! < limit * limit) return REASON;
      }
    }
    return undefined;
  };
}

const isNearer = (distance: number | undefined, limit: number): boolean =>
  distance !== undefined && distance < limit;

/** The same for a pair either way round. */
const pairKey = (a: number, b: number): number => 256 * Math.min(a, b) + Math.max(a, b);
