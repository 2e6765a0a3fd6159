import { expect } from 'vitest';
import type { Result } from '../../../base/result.ts';
import type {
  ClassicalProblem,
  ClassicalResult,
} from '../../../science/classical/classical-result.ts';
import type { Structure } from '../../../science/structure.ts';
import { numbersFrom } from '../ace/samples.ts';
import { crystal, repeated, strained } from '../emt/crystals.ts';

/** A potential with its parameters. */
export type Potential = (structure: Structure) => Result<ClassicalResult, ClassicalProblem>;

/** What a potential says where it must say something. */
export function solved(potential: Potential, structure: Structure): ClassicalResult {
  const result = potential(structure);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** Atoms shaken from the sites of a skewed fcc cell of edge `a`, Å, some of them outside the cell. */
export function shaken(number: number, a: number, seed: number): Structure {
  const next = numbersFrom(seed);
  const sites = [0, 0, 0, 0, a / 2, a / 2, a / 2, 0, a / 2, a / 2, a / 2, a];
  const positions = sites.map((x) => x + 0.12 * a * (next() - 0.5));
  const cell = [a, 0, 0, 0.2 * a, 1.1 * a, 0, 0, -0.1 * a, 0.95 * a];
  return crystal([number, number, number, number], positions, cell);
}

const slope = (f: (x: number) => number, h: number): number =>
  (8 * (f(h) - f(-h)) - (f(2 * h) - f(-2 * h))) / (12 * h);

/** Forces and stress are what finite differences of the energy give, and a supercell has its share. */
export function expectConsistent(potential: Potential, structure: Structure): void {
  const { energy, forces, stress } = solved(potential, structure);
  const near = (ours: number, theirs: number): void =>
    expect(Math.abs(ours - theirs)).toBeLessThan(1e-7 * (1 + Math.abs(theirs)));
  for (let k = 0; k < forces.length; k++) {
    const moved = (by: number) =>
      solved(potential, {
        ...structure,
        positions: structure.positions.with(k, structure.positions[k]! + by),
      }).energy;
    near(forces[k]!, -slope(moved, 1e-4));
  }
  for (let v = 0; v < 6; v++) {
    const energyAt = (e: number) =>
      solved(potential, strained(structure, [0, 0, 0, 0, 0, 0].with(v, e))).energy;
    near(stress![v]!, slope(energyAt, 1e-4) / volumeOf(structure.cell));
  }
  const wide = solved(potential, repeated(structure, 2));
  near(wide.energy, 8 * energy);
  stress!.forEach((s, k) => {
    near(wide.stress![k]!, s);
  });
}

/** Of a cell whose first vector is along x. */
const volumeOf = (m: Float64Array): number => m[0]! * (m[4]! * m[8]! - m[5]! * m[7]!);
