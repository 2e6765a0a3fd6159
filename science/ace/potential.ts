import { atomicNumber, elementSymbol } from '../elements.ts';
import type { Structure } from '../structure.ts';
import type { AceFunction } from './ace-function.ts';
import type { AceBasis } from './basis.ts';
import type { RadialKind } from './radial-kind.ts';

/** An ACE potential as a `.yace` file holds it. */
export interface AcePotential {
  /** Chemical symbols; the place in this list is the index of an element everywhere below. */
  readonly elements: readonly string[];
  /** Energy of a lone atom, eV, by element. */
  readonly e0: readonly number[];
  /** Step of the radial tables, Å. */
  readonly splineStep: number;
  readonly embeddings: readonly AceEmbedding[];
  /** Of the ordered pair (i, j) at `i * elements.length + j`. */
  readonly bonds: readonly AceBond[];
  /** The functions of each central element. */
  readonly functions: readonly (readonly AceTerm[])[];
}

/** How the densities of an atom become its energy. */
export interface AceEmbedding {
  readonly kind: 'FinnisSinclair' | 'FinnisSinclairShiftedScaled';
  readonly densities: number;
  /** Weight and exponent of each density: w1, m1, w2, m2, ... */
  readonly parameters: readonly number[];
  readonly coreCutoff: number;
  readonly coreCutoffWidth: number;
}

/** What the inner cutoff is told by: the distance, the core's density, or the ZBL repulsion's way. */
export type InnerCutoffKind = 'distance' | 'density' | 'zbl';

/** What two elements have between them: radial functions and core repulsion. */
export interface AceBond {
  readonly radial: RadialKind;
  /** The lambda of the Chebyshev forms. */
  readonly radialParameters: readonly number[];
  readonly nMax: number;
  readonly lMax: number;
  readonly basisSize: number;
  /** `[n][l][k]`, flat: n < nMax, l <= lMax, k < basisSize. */
  readonly coefficients: readonly number[];
  readonly corePrefactor: number;
  readonly coreExponent: number;
  readonly cutoff: number;
  readonly cutoffWidth: number;
  readonly innerCutoff: number;
  readonly innerCutoffWidth: number;
  readonly innerCutoffKind: InnerCutoffKind;
}

/** One product of atomic bases with its sum over m. */
export interface AceTerm {
  readonly species: readonly number[];
  readonly n: readonly number[];
  readonly l: readonly number[];
  /** Rank numbers a combination. */
  readonly ms: readonly number[];
  /** `densities` numbers a combination, eV for a linear potential. */
  readonly coefficients: readonly number[];
}

/** The step of the radial tables of our own potentials and of their fit, Å: pacemaker's usual one. */
export const SPLINE_STEP = 0.001;

/**
 * What every pair of a basis has between it: as many radial functions g_k as the largest n, each
 * used as it is for every l (coefficients delta_nk), and no core repulsion.
 */
export function basisBond({ spec, functions }: AceBasis): AceBond {
  const largest = (numbers: readonly number[]): number => numbers.reduce((a, b) => Math.max(a, b));
  const coupled = functions.filter((f) => f.n.length > 1);
  const nMax = largest([1, ...coupled.flatMap((f) => f.n)]);
  const lMax = largest(functions.flatMap((f) => f.l));
  const basisSize = largest([nMax, ...functions.flatMap((f) => f.n)]);
  const coefficients: number[] = [];
  for (let n = 0; n < nMax; n++) {
    for (let l = 0; l <= lMax; l++) {
      for (let k = 0; k < basisSize; k++) coefficients.push(k === n ? 1 : 0);
    }
  }
  return {
    radial: spec.radial?.kind ?? 'SBessel',
    radialParameters: [spec.radial?.parameter ?? 0],
    nMax,
    lMax,
    basisSize,
    coefficients,
    corePrefactor: 0,
    coreExponent: 0,
    cutoff: spec.cutoff,
    cutoffWidth: 0.01,
    innerCutoff: spec.inner?.end ?? 0,
    innerCutoffWidth: spec.inner?.width ?? 0,
    innerCutoffKind: 'distance',
  };
}

/** One linear density, and a core cutoff that nothing reaches. */
const LINEAR: AceEmbedding = {
  kind: 'FinnisSinclairShiftedScaled',
  densities: 1,
  parameters: [1, 1],
  coreCutoff: 100000,
  coreCutoffWidth: 250,
};

/** What a bond has against atoms that come too close: the fields of it that say so. */
export type BondCore = Pick<
  AceBond,
  'corePrefactor' | 'coreExponent' | 'innerCutoff' | 'innerCutoffWidth' | 'innerCutoffKind'
>;

/**
 * The potential with these coefficients of the basis (eV, one a function) and these energies of
 * lone atoms (eV, by symbol; an element left out has 0). Functions that differ by their coupling only
 * become one term. `cores` has what each ordered pair gets against short distances.
 */
export function linearPotential(
  basis: AceBasis,
  coefficients: Float64Array,
  e0: { readonly [symbol: string]: number },
  cores?: readonly BondCore[],
): AcePotential {
  const { spec, functions, functionCount, offsets } = basis;
  if (coefficients.length !== functionCount) {
    const counts = `${coefficients.length} coefficients for ${functionCount} functions`;
    throw new RangeError(`internal error: ${counts}`);
  }
  const bond = basisBond(basis);
  return {
    elements: spec.elements,
    e0: spec.elements.map((symbol) => e0[symbol] ?? 0),
    splineStep: SPLINE_STEP,
    embeddings: spec.elements.map(() => LINEAR),
    bonds: spec.elements.flatMap((_, i) =>
      spec.elements.map((_, j) => ({ ...bond, ...cores?.[i * spec.elements.length + j] })),
    ),
    functions: spec.elements.map((_, e) => {
      const [start, end] = [offsets[e]!, offsets[e + 1]!];
      return mergeCouplings(functions.slice(start, end), coefficients.subarray(start, end));
    }),
  };
}

function mergeCouplings(
  functions: readonly AceFunction[],
  coefficients: Float64Array,
): readonly AceTerm[] {
  const groups = new Map<string, [AceFunction, Map<string, number>]>();
  functions.forEach((f, i) => {
    const key = `${f.species} ${f.n} ${f.l}`;
    const group = groups.get(key) ?? [f, new Map<string, number>()];
    groups.set(key, group);
    const rank = f.n.length;
    f.weights.forEach((weight, c) => {
      const ms = f.ms.slice(c * rank, (c + 1) * rank).join();
      group[1].set(ms, (group[1].get(ms) ?? 0) + weight * coefficients[i]!);
    });
  });
  return [...groups.values()].map(([{ species, n, l }, sums]) => ({
    species,
    n,
    l,
    ms: [...sums.keys()].flatMap((ms) => ms.split(',').map(Number)),
    coefficients: [...sums.values()],
  }));
}

/** Symbols of the structure's elements that are not in `elements`, each once, in order of atomic number. */
export function missingElements(elements: readonly string[], structure: Structure): string[] {
  const known = new Set(elements.map(atomicNumber));
  const missing = [...new Set(structure.numbers)].filter((z) => !known.has(z));
  return missing.sort((a, b) => a - b).map(elementSymbol);
}
