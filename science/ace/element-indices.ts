import { atomicNumber } from '../elements.ts';
import type { Structure } from '../structure.ts';

/** The place in `elements` of each atom's element; throws (a bug) on one that is not there. */
export function elementIndices(elements: readonly string[], structure: Structure): Int32Array {
  const places = new Map(elements.map((symbol, place) => [atomicNumber(symbol), place]));
  return structure.numbers.map((z) => {
    const place = places.get(z);
    if (place !== undefined) return place;
    throw new RangeError(`internal error: element ${z} is not among ${elements}`);
  });
}
