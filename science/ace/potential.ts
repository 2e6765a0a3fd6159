import type { Structure } from '../structure.ts';
import type { AceBasis } from './basis.ts';

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

export type RadialKind = 'SBessel' | 'ChebExpCos' | 'ChebPow' | 'ChebLinear';
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

/**
 * The potential with these coefficients of the basis (eV, one a function) and these energies of
 * lone atoms (eV, by symbol; an element left out has 0).
 */
export function linearPotential(
  basis: AceBasis,
  coefficients: Float64Array,
  e0: { readonly [symbol: string]: number },
): AcePotential {
  throw new Error(`internal error: not built yet (${basis.spec} ${coefficients} ${e0})`);
}

/** Symbols of the structure's elements that are not in `elements`, each once, in order of atomic number. */
export function missingElements(elements: readonly string[], structure: Structure): string[] {
  throw new Error(`internal error: not built yet (${elements} ${structure.numbers})`);
}
