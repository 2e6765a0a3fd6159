import type { Result } from '../../base/result.ts';
import type { Structure } from '../structure.ts';
import type { ClassicalProblem, ClassicalResult } from './classical-result.ts';
import { pairSum } from './pair-sum.ts';

/** Parameters of the Lennard-Jones potential. */
export interface LennardJonesParameters {
  /** Depth, eV. */
  readonly epsilon: number;
  /** Where the energy is 0, Å; its minimum is at 2^(1/6) sigma. */
  readonly sigma: number;
  /** Å. */
  readonly cutoff: number;
  /** Where the smooth cutoff begins, Å. Left out: the energy is shifted to 0 at the cutoff, and forces jump there. */
  readonly onset?: number;
}

/**
 * Energy, forces and stress of 4 epsilon ((sigma/r)^12 - (sigma/r)^6) (J. E. Jones, Proc. R. Soc. A 106, 463
 * (1924)) between all atoms nearer than the cutoff, as ASE's LennardJones: minus its value at the cutoff, or
 * (with `onset`) times (r_c^2 - r^2)^2 (r_c^2 + 2 r^2 - 3 r_o^2) / (r_c^2 - r_o^2)^3 beyond the onset r_o.
 */
export function lennardJones(
  structure: Structure,
  { epsilon, sigma, cutoff, onset }: LennardJonesParameters,
): Result<ClassicalResult, ClassicalProblem> {
  const square = sigma * sigma;
  const bare = (squared: number, out: Float64Array): void => {
    const inverse = square / squared;
    const c6 = inverse * inverse * inverse;
    out[0] = 4 * epsilon * (c6 * c6 - c6);
    out[1] = (-24 * epsilon * (2 * c6 * c6 - c6)) / squared;
  };
  const end = cutoff * cutoff;
  if (onset === undefined) {
    const atCutoff = new Float64Array(2);
    bare(end, atCutoff);
    const shift = atCutoff[0]!;
    return pairSum(structure, cutoff, (squared, out) => {
      bare(squared, out);
      out[0] = out[0]! - shift;
    });
  }
  const begin = onset * onset;
  const width = end - begin;
  const scale = 1 / (width * width * width);
  return pairSum(structure, cutoff, (squared, out) => {
    bare(squared, out);
    if (squared <= begin) return;
    const left = end - squared;
    const share = left * left * (end + 2 * squared - 3 * begin) * scale;
    // d(share)/dr over r is twice its derivative by r^2
    const slope = 12 * left * (begin - squared) * scale;
    out[1] = share * out[1]! + slope * out[0]!;
    out[0] = share * out[0]!;
  });
}
