import { type Digest, digestBytes } from '../../base/digest.ts';
import { standardMass } from '../elements.ts';
import { ACCELERATION, BOLTZMANN } from '../langevin.ts';
import { randomStream } from '../random.ts';
import { type Structure, structureBytes } from '../structure.ts';
import { ask, type Model } from './model.ts';

export interface DriftSettings {
  /** K; the crystal starts perfect with twice the kinetic energy, half of which becomes potential. */
  readonly temperature: number;
  /** fs. */
  readonly timestep: number;
  readonly steps: number;
}

/** How well a trajectory of constant energy keeps it. */
export interface EnergyDrift {
  /** The slope of the total energy, meV an atom a picosecond. */
  readonly driftMevPerAtomPerPs: number;
  /** The furthest that the total energy was from its start, meV an atom. */
  readonly largestMevPerAtom: number;
  /** K, the mean of the second half. */
  readonly temperature: number;
}

/**
 * Velocity Verlet (Swope, Andersen, Berens and Wilson, J. Chem. Phys. 76, 637, 1982) from the structure's
 * positions, with velocities drawn and their common drift taken out: forces that are not the gradient of the
 * energy, or that jump at the cutoff, show up as a drift.
 */
export function energyDrift(model: Model, structure: Structure, how: DriftSettings): EnergyDrift {
  const atoms = structure.numbers.length;
  const masses = Float64Array.from(structure.numbers, standardMass);
  const positions = Float64Array.from(structure.positions);
  const velocities = startVelocities(
    masses,
    how.temperature,
    digestBytes(structureBytes(structure)),
  );
  let now = ask(model, structure);
  const totals: number[] = [];
  const temperatures: number[] = [];
  const record = (): void => {
    const kinetic = kineticEnergy(masses, velocities);
    totals.push((1000 * (now.energy + kinetic)) / atoms);
    temperatures.push((2 * kinetic) / (3 * (atoms - 1) * BOLTZMANN));
  };
  const kick = (): void => {
    for (let i = 0; i < velocities.length; i++) {
      const perMass = ACCELERATION / masses[Math.floor(i / 3)]!;
      velocities[i] = velocities[i]! + 0.5 * how.timestep * perMass * now.forces[i]!;
    }
  };
  record();
  for (let step = 0; step < how.steps; step++) {
    kick();
    for (let i = 0; i < positions.length; i++) {
      positions[i] = positions[i]! + how.timestep * velocities[i]!;
    }
    now = ask(model, { ...structure, positions });
    kick();
    record();
  }
  return {
    driftMevPerAtomPerPs: slope(totals) / (how.timestep / 1000),
    largestMevPerAtom: totals.reduce((most, e) => Math.max(most, Math.abs(e - totals[0]!)), 0),
    temperature: mean(temperatures.slice(Math.floor(temperatures.length / 2))),
  };
}

/** Å/fs, of twice the temperature, the centre of mass at rest. */
function startVelocities(masses: Float64Array, temperature: number, parent: Digest): Float64Array {
  const random = randomStream({
    purpose: 'validate-drift',
    seed: 0,
    parent,
    index: 0,
  });
  const velocities = Float64Array.from({ length: 3 * masses.length }, (_, i) => {
    const perMass = ACCELERATION / masses[Math.floor(i / 3)]!;
    return Math.sqrt(2 * BOLTZMANN * temperature * perMass) * random.gaussian();
  });
  const total = masses.reduce((sum, mass) => sum + mass, 0);
  for (let axis = 0; axis < 3; axis++) {
    const momentum = masses.reduce((sum, mass, i) => sum + mass * velocities[3 * i + axis]!, 0);
    masses.forEach((_, i) => {
      velocities[3 * i + axis] = velocities[3 * i + axis]! - momentum / total;
    });
  }
  return velocities;
}

/** eV. */
function kineticEnergy(masses: Float64Array, velocities: Float64Array): number {
  return velocities.reduce(
    (sum, v, i) => sum + (0.5 * masses[Math.floor(i / 3)]! * v * v) / ACCELERATION,
    0,
  );
}

/** Of the least-squares line through equally spaced values, a step. */
function slope(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const average = mean(values);
  const [above, below] = values.reduce(
    ([a, b], value, i) => [a + (i - middle) * (value - average), b + (i - middle) * (i - middle)],
    [0, 0] as [number, number],
  );
  return above / below;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
