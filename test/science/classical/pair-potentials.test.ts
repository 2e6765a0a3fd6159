import { describe, expect, it } from 'vitest';
import { lennardJones } from '../../../science/classical/lennard-jones.ts';
import { morse } from '../../../science/classical/morse.ts';
import type { Structure } from '../../../science/structure.ts';
import { crystal } from '../emt/crystals.ts';
import { expectConsistent, type Potential, shaken, solved } from './laws.ts';

const argon = { epsilon: 0.0104, sigma: 3.4, cutoff: 8 };
const smooth = { ...argon, onset: 5.5 };
const copper = { epsilon: 0.3429, r0: 2.866, rho0: 3.893, onset: 5, cutoff: 6.5 };

const dimer = (r: number): Structure => ({
  ...crystal([18, 18], [0.5, 0.5, 0.5, 0.5 + r, 0.5, 0.5], Array(9).fill(0)),
  periodic: [false, false, false],
});
const problem = (potential: Potential, structure: Structure) => {
  const result = potential(structure);
  return result.ok ? undefined : result.error;
};

describe('lennardJones', () => {
  it('has its minimum of -epsilon at 2^(1/6) sigma, above by the shift at the cutoff', () => {
    const { energy, forces, stress } = solved(
      (s) => lennardJones(s, { ...argon, cutoff: 1000 }),
      dimer(3.4 * 2 ** (1 / 6)),
    );
    expect(energy).toBeCloseTo(-0.0104, 14);
    expect(Math.max(...forces.map(Math.abs))).toBeLessThan(1e-14);
    expect(stress).toBeUndefined();
    const shift = 4 * argon.epsilon * ((3.4 / 8) ** 12 - (3.4 / 8) ** 6);
    expect(solved((s) => lennardJones(s, argon), dimer(3.4)).energy).toBeCloseTo(-shift, 14);
  });

  it('has the forces and the stress of its energy, shifted or smooth', () => {
    expectConsistent((s) => lennardJones(s, smooth), shaken(18, 5.3, 7));
    expectConsistent((s) => lennardJones(s, argon), shaken(18, 5.3, 8));
  });

  it('is 0, with no force, at the end of the smooth cutoff', () => {
    const { energy, forces } = solved((s) => lennardJones(s, smooth), dimer(8 - 1e-9));
    expect(Math.abs(energy)).toBeLessThan(1e-18);
    expect(Math.max(...forces.map(Math.abs))).toBeLessThan(1e-11);
  });

  it('refuses one place for two atoms, and a cell without a volume', () => {
    const lj: Potential = (s) => lennardJones(s, argon);
    expect(problem(lj, dimer(0))).toEqual({ kind: 'overlap', atoms: [0, 1] });
    expect(problem(lj, crystal([18], [0, 0, 0], Array(9).fill(0)))?.kind).toBe('geometry');
    expect(problem(lj, dimer(1e-30))?.kind).toBe('overlap');
  });
});

describe('morse', () => {
  it('has its minimum of -epsilon at r0, with the curvature 2 epsilon (rho0/r0)^2', () => {
    const at = (r: number) => solved((s) => morse(s, copper), dimer(r));
    expect(at(2.866).energy).toBeCloseTo(-0.3429, 14);
    const curvature = (at(2.866 - 1e-5).forces[3]! - at(2.866 + 1e-5).forces[3]!) / 2e-5;
    expect(curvature).toBeCloseTo(2 * 0.3429 * (3.893 / 2.866) ** 2, 6);
  });

  it('has the forces and the stress of its energy', () => {
    expectConsistent((s) => morse(s, copper), shaken(29, 3.6, 7));
  });
});
