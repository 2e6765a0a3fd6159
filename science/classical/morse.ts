import type { Result } from '../../base/result.ts';
import { exp } from '../elementary.ts';
import type { Structure } from '../structure.ts';
import type { ClassicalProblem, ClassicalResult } from './classical-result.ts';
import { pairSum } from './pair-sum.ts';

/** Parameters of the Morse potential. */
export interface MorseParameters {
  /** Depth, eV. */
  readonly epsilon: number;
  /** Distance of the minimum, Å. */
  readonly r0: number;
  /** Steepness: the curvature at the minimum is 2 epsilon (rho0/r0)^2. */
  readonly rho0: number;
  /** Where the cutoff function begins to fall, Å. */
  readonly onset: number;
  /** Where it is 0, Å. */
  readonly cutoff: number;
}

/**
 * Energy, forces and stress of epsilon (e^(-2x) - 2 e^(-x)), x = rho0 (r/r0 - 1) (P. M. Morse, Phys. Rev. 34, 57
 * (1929)), between all atoms, times the quintic smoothstep that falls from 1 at the onset to 0 at the cutoff:
 * as ASE's MorsePotential.
 */
export function morse(
  structure: Structure,
  { epsilon, r0, rho0, onset, cutoff }: MorseParameters,
): Result<ClassicalResult, ClassicalProblem> {
  const width = cutoff - onset;
  return pairSum(structure, cutoff, (squared, out) => {
    const r = Math.sqrt(squared);
    const decay = exp(rho0 * (1 - r / r0));
    const energy = epsilon * decay * (decay - 2);
    const slope = ((-2 * epsilon * rho0) / r0) * decay * (decay - 1);
    if (r <= onset) {
      out[0] = energy;
      out[1] = slope / r;
      return;
    }
    const s = r < cutoff ? (cutoff - r) / width : 0;
    const share = s * s * s * (10 + s * (6 * s - 15));
    const fall = (-30 * s * s * (1 - s) * (1 - s)) / width;
    out[0] = share * energy;
    out[1] = (share * slope + fall * energy) / r;
  });
}
