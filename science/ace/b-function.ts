import { couplingShares, type PathCoupling, pathCouplings } from './coupling.ts';
import type { AcePotential, AceTerm } from './potential.ts';

/**
 * One function of pacemaker's B basis: a product of atomic bases, coupled to an invariant along one
 * chain of intermediate momenta. Of these, not of products, the extrapolation grade is made.
 */
export interface BFunction {
  readonly species: readonly number[];
  /** From 1. */
  readonly n: readonly number[];
  readonly l: readonly number[];
  readonly intermediate: readonly number[];
  /** One a density. */
  readonly coefficients: readonly number[];
}

/**
 * The B functions of a potential, by central element, in the order of pacemaker's projections: by
 * rank, then elements, n, l and intermediate momenta. Every independent coupling of a product is
 * there, also where the potential happens to have none of it. Undefined where a term is no invariant.
 */
export function bFunctionsOf(potential: AcePotential): readonly BFunction[][] | undefined {
  const all = potential.functions.map((terms, e) => {
    const densities = potential.embeddings[e]!.densities;
    const found = merged(terms).map((term) => couplingsOf(term, densities));
    return found.some((functions) => functions === undefined)
      ? undefined
      : (found as BFunction[][]).flat().sort(inProjectionOrder);
  });
  return all.includes(undefined) ? undefined : (all as BFunction[][]);
}

/** Terms of the same product as one. */
function merged(terms: readonly AceTerm[]): AceTerm[] {
  const groups = new Map<string, AceTerm>();
  for (const term of terms) {
    const key = `${term.species} ${term.n} ${term.l}`;
    const before = groups.get(key);
    groups.set(key, {
      ...term,
      ms: [...(before?.ms ?? []), ...term.ms],
      coefficients: [...(before?.coefficients ?? []), ...term.coefficients],
    });
  }
  return [...groups.values()];
}

function couplingsOf(term: AceTerm, densities: number): BFunction[] | undefined {
  const { species, n, l, ms, coefficients } = term;
  const same = sameSlots(term);
  const paths = pathCouplings(l, same);
  const byDensity: number[][] = [];
  for (let p = 0; p < densities; p++) {
    const weights = coefficients.filter((_, i) => i % densities === p);
    const shares = couplingShares(l, same, { ms, weights });
    if (!shares) return undefined;
    byDensity.push(alongPaths(shares, paths));
  }
  return paths.map(({ intermediate }, j) => {
    const own = byDensity.map((amounts) => amounts[j]!);
    return { species, n, l, intermediate, coefficients: own };
  });
}

/** Solves sum over paths of amount times the path's shares = shares: the shares are a triangle. */
function alongPaths(shares: readonly number[], paths: readonly PathCoupling[]): number[] {
  const amounts = new Array<number>(paths.length).fill(0);
  for (let i = paths.length - 1; i >= 0; i--) {
    let rest = shares[i]!;
    for (let j = i + 1; j < paths.length; j++) rest -= paths[j]!.shares[i]! * amounts[j]!;
    amounts[i] = rest / paths[i]!.shares[i]!;
  }
  return amounts;
}

/** Which slots hold the same atomic basis: each says the first that does. */
export function sameSlots({ species, n, l }: Pick<BFunction, 'species' | 'n' | 'l'>): number[] {
  const keys = species.map((s, t) => `${s} ${n[t]} ${l[t]}`);
  return keys.map((key) => keys.indexOf(key));
}

/** By rank, then elements, n, l and intermediate momenta: the order of pacemaker's projections. */
export function inProjectionOrder(a: BFunction, b: BFunction): number {
  const key = ({ species, n, l, intermediate }: BFunction): number[] => [
    species.length,
    ...species,
    ...n,
    ...l,
    ...intermediate,
  ];
  const [x, y] = [key(a), key(b)];
  for (let i = 0; i < Math.min(x.length, y.length); i++) if (x[i] !== y[i]) return x[i]! - y[i]!;
  return x.length - y.length;
}

/** The product of a B function with the weights of its chain, all times `coefficients`; undefined where there is no such chain. */
export function termOf(
  { species, n, l, intermediate }: Omit<BFunction, 'coefficients'>,
  coefficients: readonly number[],
): AceTerm | undefined {
  const path = pathCouplings(l, sameSlots({ species, n, l })).find(
    (one) => one.intermediate.join() === intermediate.join(),
  );
  if (!path) return undefined;
  const scaled = path.weights.flatMap((weight) => coefficients.map((c) => weight * c));
  return { species, n, l, ms: path.ms, coefficients: scaled };
}
