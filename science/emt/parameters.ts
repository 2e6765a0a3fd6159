/**
 * Parameters of effective medium theory, as ASE 3.29 uses them: the published table and the cutoff
 * that follows from it. K. W. Jacobsen, P. Stoltze, J. K. Norskov, Surf. Sci. 366, 394 (1996).
 */
import { exp, log } from '../elementary.ts';

/** The Bohr radius, Å: CODATA 2014, as in ASE 3.29. */
const BOHR = 0.5291772105638411;
/** Nearest-neighbour distance of fcc over its Wigner-Seitz radius: (16 pi / 3)^(1/3) / sqrt(2), rounded as in the first programs. */
export const BETA = 1.809;

/** E0 (eV), s0 (bohr), V0 (eV), eta2, kappa, lambda (1/bohr), n0 (1/bohr^3): table 1 of the paper. */
type Row = readonly [number, number, number, number, number, number, number];
const TABLE: readonly (readonly [number: number, row: Row])[] = [
  [13, [-3.28, 3.0, 1.493, 1.24, 2.0, 1.169, 0.007]],
  [28, [-4.44, 2.6, 3.673, 1.669, 2.757, 1.948, 0.0103]],
  [29, [-3.51, 2.67, 2.476, 1.652, 2.74, 1.906, 0.0091]],
  [46, [-3.9, 2.87, 2.773, 1.818, 3.107, 2.155, 0.00688]],
  [47, [-2.96, 3.01, 2.132, 1.652, 2.79, 1.892, 0.00547]],
  [78, [-5.85, 2.9, 4.067, 1.812, 3.145, 2.192, 0.00802]],
  [79, [-3.8, 3.0, 2.321, 1.674, 2.873, 2.182, 0.00703]],
];

/** One element's parameters, in eV and Å. */
export interface EmtElement {
  readonly number: number;
  /** Energy of the atom in its own crystal at rest, against the free atom, eV. */
  readonly e0: number;
  /** Neutral-sphere radius of that crystal, Å. */
  readonly s0: number;
  readonly v0: number;
  readonly eta2: number;
  readonly kappa: number;
  readonly lambda: number;
  /** Electron density at s0, 1/Å^3. */
  readonly n0: number;
  /** Sums over three fcc shells that make the crystal at s0 the reference (paper, eqs. for gamma). */
  readonly gamma1: number;
  readonly gamma2: number;
}

/** The largest s0 (silver's, the largest of ASE's whole table too) sets the cutoff for every element. */
const LARGEST_RADIUS = Math.max(...TABLE.map(([, row]) => row[1])) * BOHR;
const NEAREST = BETA * LARGEST_RADIUS;

/** Where the smooth cutoff is one half, Å: between the third and fourth shells of that crystal. */
export const CUTOFF = (NEAREST * (Math.sqrt(3) + 2)) / 2;
/** Pairs farther apart than this are left out, Å. */
export const LIST_CUTOFF = CUTOFF + 0.5;
/** Steepness of the cutoff, 1/Å: it is 1e-4 at the fourth shell. */
export const STEEPNESS = log(9999) / (2 * NEAREST - CUTOFF);

/** The smooth cutoff at a distance (Å): 1 / (1 + exp(a (r - rc))). */
const cutoffValue = (r: number): number => 1 / (1 + exp(STEEPNESS * (r - CUTOFF)));

function element(number: number, [e0, s0, v0, eta2, kappa, lambda, n0]: Row): EmtElement {
  const radius = s0 * BOHR;
  return {
    number,
    e0,
    s0: radius,
    v0,
    eta2: eta2 / BOHR,
    kappa: kappa / BOHR,
    lambda: lambda / BOHR,
    n0: n0 / (BOHR * BOHR * BOHR),
    gamma1: shellSum(radius, eta2 / BOHR),
    gamma2: shellSum(radius, kappa / BOHR / BETA),
  };
}

/** Sum over the 12, 6 and 24 neighbours of fcc of exp(-rate (r - r1)) and the cutoff, over 12. */
function shellSum(radius: number, rate: number): number {
  const nearest = BETA * radius;
  let sum = 0;
  for (const [count, square] of [
    [12, 1],
    [6, 2],
    [24, 3],
  ] as const) {
    const r = nearest * Math.sqrt(square);
    sum += (count / 12) * cutoffValue(r) * exp(-rate * (r - nearest));
  }
  return sum;
}

/** The elements that EMT knows, by atomic number. */
export const emtElements: ReadonlyMap<number, EmtElement> = new Map(
  TABLE.map(([number, row]) => [number, element(number, row)]),
);
