import type { AceFunction } from './ace-function.ts';
import { invariantCouplings } from './coupling.ts';

/** A multiset of (n, l), sorted: the shape of functions before elements are put into its slots. */
interface Shape {
  readonly n: readonly number[];
  readonly l: readonly number[];
}

/** All pair functions of radial index n: one an element. */
export const pairFunctions = (central: number, elements: number, n: number): AceFunction[] =>
  shapeFunctions(central, elements, { n: [n], l: [0] });

/**
 * All functions of one degree, sum(n) + sum(l), up to a rank: by rank, then by shape (n, then l,
 * lexicographic), then by the elements in the slots, then by coupling. Every way of filling the slots
 * of a shape with elements has the shape's degree, so no neighbour is favoured over another.
 */
export function* functionsOfDegree(
  central: number,
  elements: number,
  maxOrder: number,
  degree: number,
): Generator<AceFunction> {
  for (let rank = 1; rank <= Math.min(maxOrder, degree); rank++) {
    for (const shape of shapesOfDegree(rank, degree)) {
      yield* shapeFunctions(central, elements, shape);
    }
  }
}

/** Shapes of a rank and degree that can be coupled to an invariant by their l. */
function* shapesOfDegree(rank: number, degree: number): Generator<Shape> {
  for (const n of sortedLists(rank, 1, degree)) {
    const rest = degree - n.reduce((sum, x) => sum + x, 0);
    for (const l of rest < 0 || rest % 2 === 1 ? [] : momenta(n, rest)) yield { n, l };
  }
}

/** Non-decreasing lists of `length` whole numbers from `least`, with a sum of at most `sum`. */
function* sortedLists(length: number, least: number, sum: number): Generator<number[]> {
  if (length === 0) {
    yield [];
    return;
  }
  for (let first = least; first * length <= sum; first++) {
    for (const rest of sortedLists(length - 1, first, sum - first)) yield [first, ...rest];
  }
}

/** Lists of l with this sum, non-decreasing where n repeats, none larger than all others together. */
function* momenta(n: readonly number[], sum: number, head: number[] = []): Generator<number[]> {
  const t = head.length;
  if (t === n.length) {
    if (sum === 0 && head.every((x) => 2 * x <= head.reduce((a, b) => a + b, 0))) yield head;
    return;
  }
  const least = t > 0 && n[t] === n[t - 1] ? head[t - 1]! : 0;
  for (let l = least; l <= sum; l++) yield* momenta(n, sum - l, [...head, l]);
}

/** The functions of a shape: each way of putting elements into its slots, each coupling. */
function* shapeFunctionsOf(
  central: number,
  elements: number,
  shape: Shape,
): Generator<AceFunction> {
  const seen = new Set<string>();
  for (const species of assignments(shape.n.length, elements)) {
    const slots = shape.n.map((n, t) => ({ species: species[t]!, n, l: shape.l[t]! }));
    slots.sort((a, b) => a.species - b.species || a.n - b.n || a.l - b.l);
    const key = slots.map((s) => `${s.species} ${s.n} ${s.l}`);
    if (seen.has(key.join())) continue;
    seen.add(key.join());
    const l = slots.map((s) => s.l);
    for (const coupling of invariantCouplings(
      l,
      key.map((k) => key.indexOf(k)),
    )) {
      const parts = { species: slots.map((s) => s.species), n: slots.map((s) => s.n), l };
      yield { central, ...parts, ...coupling };
    }
  }
}

const shapeFunctions = (central: number, elements: number, shape: Shape): AceFunction[] => [
  ...shapeFunctionsOf(central, elements, shape),
];

/** All lists of `length` element indices, lexicographic. */
function* assignments(length: number, elements: number): Generator<number[]> {
  if (length === 0) {
    yield [];
    return;
  }
  for (let first = 0; first < elements; first++) {
    for (const rest of assignments(length - 1, elements)) yield [first, ...rest];
  }
}
