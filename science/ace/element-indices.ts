import { atomicNumber, elementSymbol } from '../elements.ts';
import type { Structure } from '../structure.ts';

/** Symbols of the structure's elements that are not in `elements`, each once, in order of atomic number. */
export function missingElements(elements: readonly string[], structure: Structure): string[] {
  const known = new Set(elements.map(atomicNumber));
  const missing = [...new Set(structure.numbers)].filter((z) => !known.has(z));
  return missing.sort((a, b) => a - b).map(elementSymbol);
}

/** The place in `elements` of each atom's element; throws (a bug) on one that is not there. */
export function elementIndices(elements: readonly string[], structure: Structure): Int32Array {
  const places = new Map(elements.map((symbol, place) => [atomicNumber(symbol), place]));
  return structure.numbers.map((z) => {
    const place = places.get(z);
    if (place !== undefined) return place;
    throw new RangeError(`internal error: element ${z} is not among ${elements}`);
  });
}
