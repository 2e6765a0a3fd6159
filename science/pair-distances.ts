import { neighbourList } from './neighbours.ts';
import type { Structure } from './structure.ts';

/** The shortest distance between atoms of two elements. */
export interface PairDistance {
  /** Atomic numbers, the lower first. */
  readonly pair: readonly [number, number];
  /** Å. */
  readonly distance: number;
}

/** For each pair of elements its shortest distance, images included, where it is within `cutoff` Å. */
export function nearestDistances(structure: Structure, cutoff: number): PairDistance[] {
  const { first, neighbour, squared } = neighbourList(structure, cutoff, 'half');
  const least = new Map<number, number>();
  for (let i = 0; i + 1 < first.length; i++) {
    for (let n = first[i]!; n < first[i + 1]!; n++) {
      const [a, b] = [structure.numbers[i]!, structure.numbers[neighbour[n]!]!];
      const key = 256 * Math.min(a, b) + Math.max(a, b);
      least.set(key, Math.min(least.get(key) ?? Number.POSITIVE_INFINITY, squared[n]!));
    }
  }
  return [...least].map(([key, square]) => ({
    pair: [Math.floor(key / 256), key % 256],
    distance: Math.sqrt(square),
  }));
}
