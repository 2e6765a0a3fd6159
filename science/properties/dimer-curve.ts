import type { Structure } from '../structure.ts';
import { ask, type Model } from './model.ts';

/** Two atoms alone, from far to near. */
export interface DimerCurve {
  /** Å, falling. */
  readonly distances: readonly number[];
  /** eV, less the energy of the two far apart. */
  readonly energies: readonly number[];
  /**
   * Distances, Å, at which the two attract each other although they are nearer than 0.9 of the sum of their
   * covalent radii: a potential that does so lets atoms fall into each other.
   */
  readonly holes: readonly number[];
}

/** Å between two points of the curve. */
const SPACING = 0.05;
const REPELS_WITHIN = 0.9;
/** eV: a fall of less over one spacing is taken for rounding. */
const SLACK = 1e-3;

/** The curve from the cutoff (Å) down to 0.4 of `contact`, the sum of the two covalent radii, Å. */
export function dimerCurve(
  model: Model,
  [first, second]: readonly [number, number],
  { contact, cutoff }: { readonly contact: number; readonly cutoff: number },
): DimerCurve {
  const energyAt = (distance: number): number => ask(model, dimer(first, second, distance)).energy;
  const apart = energyAt(cutoff + 1);
  const nearest = Math.ceil((0.4 * contact) / SPACING);
  const count = Math.max(0, Math.floor(cutoff / SPACING) - nearest + 1);
  const distances = Array.from(
    { length: count },
    (_, i) => (nearest + count - 1 - i) / (1 / SPACING),
  );
  const energies = distances.map((distance) => energyAt(distance) - apart);
  const holes = distances.filter(
    (distance, i) =>
      distance < REPELS_WITHIN * contact && i > 0 && energies[i]! < energies[i - 1]! - SLACK,
  );
  return { distances, energies, holes };
}

const dimer = (first: number, second: number, distance: number): Structure => ({
  numbers: Int32Array.of(first, second),
  positions: Float64Array.of(0, 0, 0, distance, 0, 0),
  cell: new Float64Array(9),
  periodic: [false, false, false],
});
