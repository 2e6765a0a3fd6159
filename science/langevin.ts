import type { Result } from '../base/result.ts';
import { exp } from './elementary.ts';
import { standardMass } from './elements.ts';
import type { RandomStream } from './random.ts';
import type { Structure } from './structure.ts';

/** eV/K; exact since the SI of 2019. */
export const BOLTZMANN = 8.617333262e-5;
/** (eV/Å) / u in Å/fs^2 (CODATA 2018). */
export const ACCELERATION = 9.64853321e-3;

/** How a trajectory is made. */
export interface LangevinSettings {
  /** K. */
  readonly temperature: number;
  /** fs. */
  readonly timestep: number;
  /** 1/fs. */
  readonly friction: number;
  /** Steps before the first snapshot. */
  readonly equilibration: number;
  /** Steps between snapshots. */
  readonly every: number;
  readonly snapshots: number;
}

/** Forces on the atoms, 3N, eV/Å. */
export type Forces<Problem> = (structure: Structure) => Result<Float64Array, Problem>;

/**
 * Positions along a trajectory at constant temperature and cell: Langevin dynamics split as BAOAB
 * (Leimkuhler and Matthews, J. Chem. Phys. 138, 174102, 2013, eq. 10), whose positions sample the
 * canonical ensemble to second order in the step. Starts at the structure's positions with velocities
 * of Maxwell and Boltzmann. Yields positions (3N, Å); ends early, with the reason, where there are no forces.
 */
export function* langevin<Problem>(
  structure: Structure,
  forces: Forces<Problem>,
  settings: LangevinSettings,
  random: RandomStream,
): Generator<Float64Array, Problem | undefined> {
  const { temperature, timestep: dt, friction, equilibration, every, snapshots } = settings;
  const positions = Float64Array.from(structure.positions);
  const inverse = Array.from(structure.numbers, (z) => ACCELERATION / standardMass(z));
  const spread = inverse.map((x) => Math.sqrt(BOLTZMANN * temperature * x));
  const velocities = positions.map((_, i) => spread[Math.floor(i / 3)]! * random.gaussian());
  const keep = exp(-friction * dt);
  const kick = Math.sqrt(1 - keep * keep);
  const steps = equilibration + every * (snapshots - 1);
  let force = forces(structure);
  for (let step = 1; step <= steps + 1; step++) {
    if (!force.ok) return force.error;
    for (let i = 0; i < positions.length; i++) {
      const atom = Math.floor(i / 3);
      const half = velocities[i]! + 0.5 * dt * inverse[atom]! * force.value[i]!;
      const drawn = keep * half + kick * spread[atom]! * random.gaussian();
      positions[i] = positions[i]! + 0.5 * dt * half + 0.5 * dt * drawn;
      velocities[i] = drawn;
    }
    force = forces({ ...structure, positions });
    if (!force.ok) return force.error;
    for (let i = 0; i < positions.length; i++) {
      velocities[i] = velocities[i]! + 0.5 * dt * inverse[Math.floor(i / 3)]! * force.value[i]!;
    }
    const after = step - equilibration;
    if (after >= 0 && after % every === 0) yield Float64Array.from(positions);
    if (after === every * (snapshots - 1)) return undefined;
  }
  return undefined;
}
