import { atomicNumber } from '../elements.ts';
import { nearestDistances } from '../pair-distances.ts';
import type { Structure } from '../structure.ts';

/**
 * The shortest distance of each ordered pair of elements in some structures, Å, at `i elements + j`;
 * undefined where no two such atoms are within the cutoff.
 */
export function shortestDistances(
  elements: readonly string[],
  structures: readonly Structure[],
  cutoff: number,
): (number | undefined)[] {
  const places = new Map(elements.map((symbol, place) => [atomicNumber(symbol), place]));
  const least: (number | undefined)[] = elements.flatMap(() => elements.map(() => undefined));
  for (const structure of structures) {
    for (const { pair, distance } of nearestDistances(structure, cutoff)) {
      const [a, b] = [places.get(pair[0])!, places.get(pair[1])!];
      for (const place of [a * elements.length + b, b * elements.length + a]) {
        least[place] = Math.min(least[place] ?? Infinity, distance);
      }
    }
  }
  return least;
}
