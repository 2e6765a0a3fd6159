import { fail, ok, type Result } from '../../base/result.ts';
import { exp } from '../elementary.ts';
import { standardMass } from '../elements.ts';
import { ACCELERATION, BOLTZMANN } from '../langevin.ts';
import { symmetricEigen } from '../linalg/symmetric-eigen.ts';
import type { Structure } from '../structure.ts';
import { type ForcesOf, forceConstants } from './force-constants.ts';

/** ħ, eV fs (CODATA 2018). */
const HBAR = 0.6582119569;
/** Below this share of the largest squared frequency a mode has no restoring force. */
const NO_FORCE = 1e-6;

/** The harmonic modes of a structure in its own cell: those of the crystal whose waves fit in it. */
export interface Modes {
  /** Square roots of the masses, 3N, u^(1/2). */
  readonly roots: Float64Array;
  /** Angular frequencies, 1/fs, ascending; the three shifts of the whole left out. */
  readonly frequencies: Float64Array;
  /** Row k: the mass-weighted unit vector of frequency k, 3N. */
  readonly vectors: Float64Array;
}

/** Why there are none: imaginary frequencies, or more than three modes without a restoring force. */
export type NoModes = 'unstable' | 'loose';

/** The modes of a structure, which is taken to be at rest; every atom is displaced, none is spared by symmetry. */
export function modesOf(structure: Structure, forcesOf: ForcesOf): Result<Modes, NoModes> {
  const { values } = forceConstants(forcesOf, structure, [1, 1, 1]);
  return modesOfConstants(structure, values);
}

/** The same from force constants, 3N x 3N, eV/Å^2. */
export function modesOfConstants(
  { numbers }: Structure,
  constants: Float64Array,
): Result<Modes, NoModes> {
  const n = 3 * numbers.length;
  const roots = Float64Array.from({ length: n }, (_, i) =>
    Math.sqrt(standardMass(numbers[Math.floor(i / 3)]!)),
  );
  const dynamical = constants.map(
    (k, at) => (k * ACCELERATION) / (roots[Math.floor(at / n)]! * roots[at % n]!),
  );
  const { values, vectors } = symmetricEigen(dynamical, n);
  const least = NO_FORCE * values[n - 1]!;
  if (values[0]! < -least) return fail('unstable');
  if (n > 3 && !(values[3]! > least)) return fail('loose');
  const frequencies = values.subarray(3).map((x) => Math.sqrt(x));
  return ok({ roots, frequencies, vectors: vectors.subarray(3 * n) });
}

/** Whether atoms have the energy of quantum oscillators (zero-point motion too) or of classical ones. */
export type ModeStatistics = 'quantum' | 'classical';

/**
 * The variance of each mode's mass-weighted coordinate at a temperature (K), u Å^2: ħ / (2 ω) coth(ħ ω / 2 k T)
 * (M. Born and K. Huang, Dynamical Theory of Crystal Lattices, 1954, section 38), or k T / ω^2.
 */
export function modeVariances(
  { frequencies }: Modes,
  temperature: number,
  statistics: ModeStatistics,
): Float64Array {
  const thermal = BOLTZMANN * temperature;
  return frequencies.map((omega) => {
    if (statistics === 'classical') return (ACCELERATION * thermal) / (omega * omega);
    const quanta = thermal > 0 ? 1 / (exp((HBAR * omega) / thermal) - 1) : 0;
    return ((ACCELERATION * HBAR) / omega) * (0.5 + quanta);
  });
}

/** The mean square displacement of each coordinate (3N), Å^2. */
export function meanSquares({ roots, vectors }: Modes, variances: Float64Array): Float64Array {
  const n = roots.length;
  const squares = new Float64Array(n);
  for (const [k, variance] of variances.entries()) {
    for (let i = 0; i < n; i++) {
      const component = vectors[k * n + i]! / roots[i]!;
      squares[i]! += variance * component * component;
    }
  }
  return squares;
}

/**
 * Displacements (3N, Å) out of 3N standard normal numbers: the symmetric square root of the covariance, so that modes
 * of one frequency, whose vectors could be any turned ones, leave no mark.
 */
export function thermalDisplacements(
  { roots, vectors }: Modes,
  variances: Float64Array,
  normal: Float64Array,
): Float64Array {
  const n = roots.length;
  const moved = new Float64Array(n);
  for (const [k, variance] of variances.entries()) {
    let share = 0;
    for (let i = 0; i < n; i++) share += vectors[k * n + i]! * normal[i]!;
    share *= Math.sqrt(variance);
    for (let i = 0; i < n; i++) moved[i]! += share * vectors[k * n + i]!;
  }
  return moved.map((x, i) => x / roots[i]!);
}
