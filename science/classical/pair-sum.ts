import { fail, type Result } from '../../base/result.ts';
import { neighbourList, neighbourProblem } from '../neighbours.ts';
import type { Structure } from '../structure.ts';
import {
  type ClassicalProblem,
  type ClassicalResult,
  classicalResult,
  SAME_PLACE,
} from './classical-result.ts';

/**
 * A pair energy: from the distance squared (Å^2), writes the energy (eV) to `out[0]` and its derivative by the
 * distance over the distance (eV/Å^2) to `out[1]`.
 */
export type PairEnergy = (squared: number, out: Float64Array) => void;

/** Energy, forces and stress of a potential of pairs within `cutoff` (Å), all elements alike. */
export function pairSum(
  structure: Structure,
  cutoff: number,
  pair: PairEnergy,
): Result<ClassicalResult, ClassicalProblem> {
  const words = neighbourProblem(structure, cutoff);
  if (words !== undefined) return fail({ kind: 'geometry', words });
  const { first, neighbour, dx, dy, dz, squared } = neighbourList(structure, cutoff, 'half');
  const atoms = structure.numbers.length;
  const forces = new Float64Array(3 * atoms);
  const virial = new Float64Array(6);
  const out = new Float64Array(2);
  let energy = 0;
  for (let i = 0; i < atoms; i++) {
    for (let k = first[i]!; k < first[i + 1]!; k++) {
      const j = neighbour[k]!;
      if (squared[k]! < SAME_PLACE * SAME_PLACE) return fail({ kind: 'overlap', atoms: [i, j] });
      pair(squared[k]!, out);
      energy += out[0]!;
      addPull(i, j, out[1]!, [dx[k]!, dy[k]!, dz[k]!], forces, virial);
    }
  }
  return classicalResult(structure, { energy, forces, virial });
}

/** Pulls atoms i and j together along d = r_j - r_i with `pull` times d; adds the virial of it. */
export function addPull(
  i: number,
  j: number,
  pull: number,
  [x, y, z]: readonly [number, number, number],
  forces: Float64Array,
  virial: Float64Array,
): void {
  const [fx, fy, fz] = [pull * x, pull * y, pull * z];
  forces[3 * i] = forces[3 * i]! + fx;
  forces[3 * i + 1] = forces[3 * i + 1]! + fy;
  forces[3 * i + 2] = forces[3 * i + 2]! + fz;
  forces[3 * j] = forces[3 * j]! - fx;
  forces[3 * j + 1] = forces[3 * j + 1]! - fy;
  forces[3 * j + 2] = forces[3 * j + 2]! - fz;
  virial[0] = virial[0]! + x * fx;
  virial[1] = virial[1]! + y * fy;
  virial[2] = virial[2]! + z * fz;
  virial[3] = virial[3]! + y * fz;
  virial[4] = virial[4]! + x * fz;
  virial[5] = virial[5]! + x * fy;
}
