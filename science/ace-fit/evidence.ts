import { log } from '../elementary.ts';
import { ridgeTriangle } from '../linalg/ridge.ts';
import type { Observation } from './observation.ts';
import type { ScaledLoss } from './solve.ts';

/** How many numbers of the data say something. */
export interface Informative {
  readonly energies: number;
  /** Components of forces. */
  readonly forces: number;
}

/** eV/Å: a component below this is zero by symmetry. */
const ZERO = 1e-6;

/** What observations say: an energy each, and the components of forces that symmetry does not make zero. */
export function informativeRows(observations: readonly Observation[]): Informative {
  let forces = 0;
  for (const { forces: own = [] } of observations) {
    for (const force of own) if (Math.abs(force) > ZERO) forces++;
  }
  return { energies: observations.length, forces };
}

/**
 * The logarithm of the evidence for a share of the forces and a ridge, a row of data, with the opposite sign: how badly
 * the data are foretold by a model that is drawn at random from the prior which the ridge stands for. It falls with the
 * error of the fit and grows with how finely the coefficients must be tuned for it, so that it can be compared with the
 * logarithm of an error; no data are held out for it.
 *
 * Bayesian ridge (MacKay, Neural Computation 4, 415 (1992), eqs. 2.14 to 2.17 with a Gaussian prior for each coefficient), its
 * noise at the most probable value: with A the matrix of the loss, P the penalties, m rows, and the loss F at its least,
 * -ln Z = m/2 ln F + 1/2 ln det(A'A + P'P) - ln det P - sum of ln(weights of the rows) + const. Unknowns of
 * no prior (the energies of lone atoms) are the same in all that is compared.
 */
export function negativeLogEvidence(
  { triangle }: ScaledLoss,
  smoothness: Float64Array,
  { share, ridge }: { readonly share: number; readonly ridge: number },
  { energies, forces }: Informative,
): number {
  const unknowns = smoothness.length;
  const penalties = smoothness.map((factor) => factor * ridge);
  const { columns, values } = ridgeTriangle(triangle, penalties);
  const rows = energies + forces;
  const least = values[unknowns * columns + unknowns]!;
  let sum = rows * log(Math.max(Math.abs(least), SMALLEST));
  for (let j = 0; j < unknowns; j++) {
    sum += log(Math.max(Math.abs(values[j * columns + j]!), SMALLEST)) - log(penalties[j]!);
  }
  if (share < 1) sum -= (energies / 2) * log(1 - share);
  if (share > 0) sum -= (forces / 2) * log(share);
  return sum / rows;
}

const SMALLEST = 1e-150;
