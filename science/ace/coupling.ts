import { clebschGordan } from './clebsch-gordan.ts';

/** One way of coupling spherical harmonics to a real invariant: the weights of its products. */
export interface Coupling {
  /** m of every slot, rank numbers a combination, in lexicographic order. */
  readonly ms: readonly number[];
  /** The weight of Re prod_t Y(l_t, m_t); of m and -m only one is kept, with twice the weight. */
  readonly weights: readonly number[];
}

/** The share of a vector that is left when it is a combination of those before: far above rounding. */
const DEPENDENT = 1e-8;
const ROUNDING = 1e-13;
/** The share of a function that may be no invariant: a file may have few digits. */
const FOREIGN = 1e-6;

/**
 * All linearly independent invariants under rotation and inversion of a product of rank 1 to 4
 * (generalised Clebsch-Gordan coefficients: Drautz, Phys. Rev. B 99, 014104 (2019); Dusson et al.,
 * J. Comput. Phys. 454, 110946 (2022)). `same[t]` equal to `same[t - 1]` says that slots t - 1 and t
 * hold the same atomic basis: then products that differ by their order are one product, and fewer
 * couplings are independent. They are made orthonormal over those products, in the order of the
 * intermediate momentum. None where the sum of l is odd.
 */
export function invariantCouplings(l: readonly number[], same: readonly number[]): Coupling[] {
  const { kept, products } = independentPaths(l, same);
  return kept.map(({ unit }) => asCoupling(unit, products));
}

/** A coupling along one chain of intermediate momenta, normed as pacemaker's: all products together 1. */
export interface PathCoupling extends Coupling {
  /** The momenta that the chain goes through, as pacemaker's `lint`: none, the last l, or L twice. */
  readonly intermediate: readonly number[];
  /** The same as a combination of the {@link invariantCouplings}: one share each of the first few. */
  readonly shares: readonly number[];
}

/**
 * The same invariants along their chains: not orthonormal, but what pacemaker calls B functions (its
 * normalisation was found by letting it convert functions of coefficient 1).
 */
export function pathCouplings(l: readonly number[], same: readonly number[]): PathCoupling[] {
  const { kept, products } = independentPaths(l, same);
  return kept.map(({ vector, momentum }) => {
    const factor = sign(momentum) / Math.sqrt(2 * momentum + 1);
    const folded = scaled(vector, factor);
    const shares = kept.map(({ unit }) => dot(unit, folded));
    return { ...asCoupling(folded, products), intermediate: chain(l, momentum), shares };
  });
}

/**
 * The combination of the {@link invariantCouplings} that a list of products and weights is, one share
 * each; undefined where it is none, so no invariant.
 */
export function couplingShares(
  l: readonly number[],
  same: readonly number[],
  { ms, weights }: Coupling,
): number[] | undefined {
  const { kept, products } = independentPaths(l, same);
  const list = weights.map((weight, c) => ({
    ms: ms.slice(c * l.length, (c + 1) * l.length),
    weight,
  }));
  const rest = foldProducts(list, same, products);
  const size = norm(rest);
  const shares = kept.map(({ unit }) => dot(unit, rest));
  for (const { unit } of kept) removePart(rest, unit);
  return norm(rest) <= FOREIGN * size ? shares : undefined;
}

const chain = (l: readonly number[], momentum: number): number[] =>
  l.length < 3 ? [] : l.length === 3 ? [momentum] : [momentum, momentum];

interface Path {
  readonly momentum: number;
  readonly products: readonly Product[];
}

interface KeptPath {
  readonly momentum: number;
  readonly vector: ReadonlyMap<string, number>;
  /** What of it the paths before do not have, of norm 1. */
  readonly unit: ReadonlyMap<string, number>;
}

function independentPaths(
  l: readonly number[],
  same: readonly number[],
): { readonly kept: KeptPath[]; readonly products: Map<string, readonly number[]> } {
  const products = new Map<string, readonly number[]>();
  const kept: KeptPath[] = [];
  const isOdd = l.reduce((sum, x) => sum + x, 0) % 2 === 1;
  for (const { momentum, products: path } of isOdd ? [] : couplingPaths(l)) {
    const vector = foldProducts(path, same, products);
    const size = Math.sqrt(path.reduce((sum, { weight }) => sum + weight * weight, 0));
    const rest = new Map(vector);
    for (let pass = 0; pass < 2; pass++) for (const { unit } of kept) removePart(rest, unit);
    const length = norm(rest);
    if (length > DEPENDENT * size) kept.push({ momentum, vector, unit: scaled(rest, 1 / length) });
  }
  return { kept, products };
}

interface Product {
  readonly ms: readonly number[];
  readonly weight: number;
}

/** The products and weights of each chain of intermediate momenta. */
function couplingPaths(l: readonly number[]): Path[] {
  const [a, b, c, d] = l as [number, number, number, number];
  if (l.length === 1) return a === 0 ? [{ momentum: 0, products: [{ ms: [0], weight: 1 }] }] : [];
  if (l.length === 2) return a === b ? [{ momentum: a, products: pairProducts(a) }] : [];
  if (l.length === 3) {
    const isTriangle = c >= Math.abs(a - b) && c <= a + b;
    return isTriangle ? [{ momentum: c, products: tripleProducts(a, b, c) }] : [];
  }
  if (l.length !== 4) throw new RangeError(`internal error: no couplings of rank ${l.length}`);
  const paths: Path[] = [];
  const last = Math.min(a + b, c + d);
  for (let k = Math.max(Math.abs(a - b), Math.abs(c - d)); k <= last; k++) {
    paths.push({ momentum: k, products: quadrupleProducts(a, b, c, d, k) });
  }
  return paths;
}

const sign = (m: number): number => (m % 2 === 0 ? 1 : -1);

function pairProducts(l: number): Product[] {
  const products: Product[] = [];
  for (let m = -l; m <= l; m++) products.push({ ms: [m, m === 0 ? 0 : -m], weight: sign(m) });
  return products;
}

function tripleProducts(a: number, b: number, c: number): Product[] {
  const products: Product[] = [];
  for (let m1 = -a; m1 <= a; m1++) {
    for (let m2 = Math.max(-b, -c - m1); m2 <= Math.min(b, c - m1); m2++) {
      const m = m1 + m2;
      const weight = sign(m) * clebschGordan(a, m1, b, m2, c, m);
      products.push({ ms: [m1, m2, 0 - m], weight });
    }
  }
  return products;
}

function quadrupleProducts(a: number, b: number, c: number, d: number, k: number): Product[] {
  const products: Product[] = [];
  for (let m1 = -a; m1 <= a; m1++) {
    for (let m2 = Math.max(-b, -k - m1); m2 <= Math.min(b, k - m1); m2++) {
      const m = m1 + m2;
      const left = sign(m) * clebschGordan(a, m1, b, m2, k, m);
      for (let m3 = Math.max(-c, -d - m); m3 <= Math.min(c, d - m); m3++) {
        const weight = left * clebschGordan(c, m3, d, -m - m3, k, -m);
        products.push({ ms: [m1, m2, m3, 0 - m - m3], weight });
      }
    }
  }
  return products;
}

/** Sums the weights of products that are one: reordered within same slots, or complex conjugates. */
function foldProducts(
  path: readonly Product[],
  same: readonly number[],
  products: Map<string, readonly number[]>,
): Map<string, number> {
  const vector = new Map<string, number>();
  for (const { ms, weight } of path) {
    if (weight === 0) continue;
    const one = ordered(ms, same);
    const other = ordered(
      ms.map((m) => 0 - m),
      same,
    );
    const chosen = compareLists(one, other) >= 0 ? one : other;
    const key = chosen.join();
    products.set(key, chosen);
    vector.set(key, (vector.get(key) ?? 0) + weight);
  }
  return vector;
}

/** Within each run of same slots, m from high to low. */
function ordered(ms: readonly number[], same: readonly number[]): number[] {
  const out = [...ms];
  for (let start = 0; start < out.length; ) {
    let end = start + 1;
    while (end < out.length && same[end] === same[start]) end++;
    const run = out.slice(start, end).sort((x, y) => y - x);
    for (let t = start; t < end; t++) out[t] = run[t - start]!;
    start = end;
  }
  return out;
}

function compareLists(a: readonly number[], b: readonly number[]): number {
  for (let t = 0; t < a.length; t++) if (a[t] !== b[t]) return a[t]! - b[t]!;
  return 0;
}

function norm(vector: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const x of vector.values()) sum += x * x;
  return Math.sqrt(sum);
}

function dot(unit: ReadonlyMap<string, number>, vector: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const [key, x] of unit) sum += x * (vector.get(key) ?? 0);
  return sum;
}

/** Takes away from `vector` its part along `unit`. */
function removePart(vector: Map<string, number>, unit: ReadonlyMap<string, number>): void {
  const along = dot(unit, vector);
  for (const [key, x] of unit) vector.set(key, (vector.get(key) ?? 0) - along * x);
}

function scaled(vector: ReadonlyMap<string, number>, factor: number): Map<string, number> {
  const out = new Map<string, number>();
  for (const [key, x] of vector) {
    if (Math.abs(x * factor) > ROUNDING) out.set(key, x * factor);
  }
  return out;
}

function asCoupling(
  vector: ReadonlyMap<string, number>,
  products: ReadonlyMap<string, readonly number[]>,
): Coupling {
  const entries = [...vector].map(([key, weight]) => ({ ms: products.get(key)!, weight }));
  entries.sort((x, y) => compareLists(x.ms, y.ms));
  return { ms: entries.flatMap((x) => [...x.ms]), weights: entries.map((x) => x.weight) };
}
