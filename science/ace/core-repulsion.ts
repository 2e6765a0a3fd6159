import { exp } from '../elementary.ts';
import { innerCutoff } from './inner-cutoff.ts';
import type { AceBond } from './potential.ts';
import { cosineStep } from './radial.ts';

/** Beyond this exponent the core is nothing. */
const LARGEST_EXPONENT = 50;

/**
 * The core repulsion of one neighbour at r, eV, and its derivative:
 * |prefactor| exp(-|exponent| r^2) / r, cut off smoothly, inside the inner cutoff where that is by
 * distance.
 */
export function hardCore(bond: AceBond, r: number): readonly [number, number] {
  const rate = Math.abs(bond.coreExponent);
  const size = Math.abs(bond.corePrefactor);
  if (size === 0 || rate * r * r >= LARGEST_EXPONENT || r > bond.cutoff) return [0, 0];
  const bare = (size * exp(-rate * r * r)) / r;
  const bareSlope = -bare * (1 / r + 2 * rate * r);
  const [cut, cutSlope] = cosineStep(r / bond.cutoff, 1 / bond.cutoff);
  const value = bare * cut;
  const slope = bareSlope * cut + bare * cutSlope;
  if (bond.innerCutoffKind !== 'distance') return [value, slope];
  const [p, dp] = innerCutoff(r, bond.innerCutoff, bond.innerCutoffWidth);
  return [value * p, slope * p + value * dp];
}
