import { type AceBasis, buildAceBasis, type RadialForm } from '../../../science/ace/basis.ts';
import { type AcePotential, linearPotential } from '../../../science/ace/potential.ts';
import { atomicNumber } from '../../../science/elements.ts';
import type { Structure } from '../../../science/structure.ts';

/** A small generator of numbers in [0, 1): xorshift, for samples only. */
export function numbersFrom(seed: number): () => number {
  let state = (seed * 2654435761 + 12345) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 4294967296;
  };
}

/** Atoms at random places of a skewed cell of this many Å^3 an atom, none closer than 1.6 Å. */
export function randomCrystal(symbols: readonly string[], seed: number, volume = 14): Structure {
  const next = numbersFrom(seed);
  const side = Math.cbrt(volume * symbols.length);
  const skew = (): number => (next() - 0.5) * 0.3 * side;
  const cell = Float64Array.of(side, 0, 0, skew(), side, 0, skew(), skew(), side);
  const places: number[][] = [];
  for (let tries = 0; places.length < symbols.length && tries < 100000; tries++) {
    const [a, b, c] = [next(), next(), next()];
    const place = [0, 1, 2].map((x) => a * cell[x]! + b * cell[3 + x]! + c * cell[6 + x]!);
    if (places.every((other) => imageDistance(place, other, cell) > 1.6)) places.push(place);
  }
  return crystal(symbols, places.flat(), [...cell], [true, true, true]);
}

/** A cluster of such atoms without a cell. */
export function randomCluster(symbols: readonly string[], seed: number): Structure {
  const { positions } = randomCrystal(symbols, seed);
  return crystal(symbols, [...positions], new Array<number>(9).fill(0), [false, false, false]);
}

/** A structure from plain lists. */
export const crystal = (
  symbols: readonly string[],
  positions: readonly number[],
  cell: readonly number[],
  periodic: Structure['periodic'],
): Structure => ({
  numbers: Int32Array.from(symbols, (symbol) => atomicNumber(symbol)!),
  positions: Float64Array.from(positions),
  cell: Float64Array.from(cell),
  periodic,
});

function imageDistance(a: readonly number[], b: readonly number[], cell: Float64Array): number {
  let least = Infinity;
  for (let i = 0; i < 27; i++) {
    const shift = [(i % 3) - 1, (Math.floor(i / 3) % 3) - 1, Math.floor(i / 9) - 1] as const;
    const d = [0, 1, 2].map(
      (x) =>
        a[x]! - b[x]! + shift[0] * cell[x]! + shift[1] * cell[3 + x]! + shift[2] * cell[6 + x]!,
    );
    least = Math.min(least, Math.sqrt(d[0]! * d[0]! + d[1]! * d[1]! + d[2]! * d[2]!));
  }
  return least;
}

/** A basis and coefficients that give forces of some eV/Å. */
export function randomPotential(
  elements: readonly string[],
  maxOrder: number,
  functionsPerElement: number,
  seed: number,
  cutoff = 4.5,
  radial?: RadialForm,
): { basis: AceBasis; coefficients: Float64Array; potential: AcePotential } {
  const next = numbersFrom(seed);
  const basis = buildAceBasis({
    elements,
    cutoff,
    maxOrder,
    functionsPerElement,
    ...(radial && { radial }),
  });
  const coefficients = Float64Array.from(
    basis.functions,
    (f) => (next() - 0.5) / [1, 1, 3, 20, 100][f.n.length]!,
  );
  const e0 = Object.fromEntries(elements.map((symbol, i) => [symbol, -1.25 - i]));
  return { basis, coefficients, potential: linearPotential(basis, coefficients, e0) };
}

/** The structure with one coordinate moved. */
export function moved(structure: Structure, coordinate: number, step: number): Structure {
  const positions = structure.positions.slice();
  positions[coordinate]! += step;
  return { ...structure, positions };
}

/** The structure with a linear map on its positions and cell vectors. */
export function mapped(
  structure: Structure,
  map: (vector: readonly number[]) => readonly number[],
): Structure {
  const all = (values: Float64Array): Float64Array =>
    values.map((_, i) => map([...values.subarray(i - (i % 3), i - (i % 3) + 3)])[i % 3]!);
  return { ...structure, positions: all(structure.positions), cell: all(structure.cell) };
}
