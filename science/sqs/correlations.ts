import { cos, sin } from '../elementary.ts';
import type { ClusterOrbit } from './clusters.ts';

/**
 * The correlation functions of one orbit over the decorations of its clusters.
 *
 * A decoration is a tuple of species, one a place; those that the orbit's permutations make of one
 * another are one *kind*. A function is a product of point functions, one a place, averaged over the
 * permutations. With `count` clusters of each kind the correlation f is
 * sum over kinds of `matrix[f][kind] count[kind]` / (number of clusters).
 */
export interface OrbitFunctions {
  /** For a tuple of species, read as digits in base k, its kind. */
  readonly kindOf: Int32Array;
  /** One tuple of each kind. */
  readonly kinds: readonly (readonly number[])[];
  /** How many tuples are of each kind. */
  readonly tuples: readonly number[];
  /** Row by row: functions x kinds. */
  readonly matrix: Float64Array;
  /** For each function the places' point functions, 1 to k - 1. */
  readonly functions: readonly (readonly number[])[];
}

/**
 * The value of point function `index` (1 to k - 1) for species 0 to k - 1: with the constant they are
 * an orthogonal basis. For two species -1 and 1.
 * A. van de Walle, Calphad 33, 266 (2009), eq. 3; J. M. Sanchez, F. Ducastelle, D. Gratias, Physica A
 * 128, 334 (1984) for why any such basis will do.
 */
export function pointFunction(index: number, species: number, count: number): number {
  const wave = index % 2 === 1 ? (index + 1) / 2 : index / 2;
  const angle = (2 * Math.PI * wave * species) / count;
  return wholeOr(index % 2 === 1 ? -cos(angle) : -sin(angle));
}

/** Where rounding alone keeps a value from -1, 0 or 1. */
const wholeOr = (x: number): number =>
  Math.abs(x - Math.round(x)) < 1e-12 ? Math.round(x) + 0 : x;

/** The functions of an orbit for `species` species. */
export function orbitFunctions(
  { clusters, permutations }: Pick<ClusterOrbit, 'clusters' | 'permutations'>,
  species: number,
): OrbitFunctions {
  const order = clusters[0]!.length;
  const decorations = classesOf(tuplesOf(order, species, 0), permutations);
  const kinds = decorations.map(([first]) => first as readonly number[]);
  const kindOf = new Int32Array(tupleCode(new Array(order).fill(species - 1), species) + 1);
  for (const [kind, members] of decorations.entries()) {
    for (const tuple of members) kindOf[tupleCode(tuple, species)] = kind;
  }
  const functions = classesOf(tuplesOf(order, species, 1), permutations).map(([f]) => f!);
  const matrix = Float64Array.from(
    functions.flatMap((f) => kinds.map((kind) => meanProduct(f, kind, permutations, species))),
  );
  return { kindOf, kinds, tuples: decorations.map(({ length }) => length), matrix, functions };
}

const meanProduct = (
  functions: readonly number[],
  kind: readonly number[],
  permutations: readonly (readonly number[])[],
  species: number,
): number =>
  permutations.reduce(
    (sum, order) =>
      sum +
      functions.reduce(
        (product, f, at) => product * pointFunction(f, kind[order[at]!]!, species),
        1,
      ),
    0,
  ) / permutations.length;

/** All tuples with entries from `from` to `below` - 1, in the order of their codes. */
function tuplesOf(length: number, below: number, from: number): number[][] {
  if (length === 0) return [[]];
  return tuplesOf(length - 1, below, from).flatMap((head) =>
    Array.from({ length: below - from }, (_, i) => [...head, from + i]),
  );
}

/** A tuple of species as digits in base `species`. */
export const tupleCode = (tuple: readonly number[], species: number): number =>
  tuple.reduce((code, digit) => code * species + digit, 0);

function classesOf(
  tuples: readonly (readonly number[])[],
  permutations: readonly (readonly number[])[],
): (readonly number[])[][] {
  const classes = new Map<string, (readonly number[])[]>();
  for (const tuple of tuples) {
    const images = permutations.map((order) => order.map((at) => tuple[at]!).join());
    const name = images.sort()[0] as string;
    classes.set(name, [...(classes.get(name) ?? []), tuple]);
  }
  return [...classes.values()];
}

/** The value that a random alloy of infinite size has: the product of the point functions' means. */
export function randomTarget(functions: readonly number[], fractions: readonly number[]): number {
  return functions.reduce(
    (product, f) =>
      product * fractions.reduce((sum, x, s) => sum + x * pointFunction(f, s, fractions.length), 0),
    1,
  );
}
