import { describe, expect, it } from 'vitest';
import { stillingerWeber } from '../../../science/classical/stillinger-weber.ts';
import type { Structure } from '../../../science/structure.ts';
import { crystal, leastAt, strained } from '../emt/crystals.ts';
import { expectConsistent, shaken, solved } from './laws.ts';

const GPA_PER_EV_PER_CUBIC_ANGSTROM = 160.21766208;

const diamond = (a: number): Structure =>
  crystal(
    [14, 14],
    [0, 0, 0, a / 4, a / 4, a / 4],
    [0, a / 2, a / 2, a / 2, 0, a / 2, a / 2, a / 2, 0],
  );

const stressOf = (structure: Structure): Float64Array => solved(stillingerWeber, structure).stress!;

/** Moves the second atom of a strained diamond cell until no force is left on it. */
function relaxed(structure: Structure): Structure {
  let { positions } = structure;
  for (let step = 0; step < 60; step++) {
    const { forces } = solved(stillingerWeber, { ...structure, positions });
    positions = positions.map((x, k) => (k < 3 ? x : x + 0.03 * forces[k]!));
  }
  const left = solved(stillingerWeber, { ...structure, positions }).forces;
  expect(Math.max(...left.map(Math.abs))).toBeLessThan(1e-9);
  return { ...structure, positions };
}

describe('stillingerWeber', () => {
  it('gives silicon the published cohesive energy and lattice constant', () => {
    const a = leastAt(5.2, 5.7, (x) => solved(stillingerWeber, diamond(x)).energy);
    expect(a).toBeCloseTo(5.431, 3);
    expect(solved(stillingerWeber, diamond(5.431)).energy / 2).toBeCloseTo(-4.3366, 4);
  });

  /** 151.4, 76.4 and 56.4 GPa are what the literature gives for this potential, its atoms relaxed. */
  it('gives silicon the published elastic constants', () => {
    const e = 1e-4;
    const modulus = (voigt: number[], component: number): number => {
      const [plus, minus] = [1, -1].map((sign) =>
        stressOf(
          relaxed(
            strained(
              diamond(5.431),
              voigt.map((x) => sign * x),
            ),
          ),
        ),
      );
      const slope = (plus![component]! - minus![component]!) / (2 * e);
      return slope * GPA_PER_EV_PER_CUBIC_ANGSTROM;
    };
    expect(modulus([e, 0, 0, 0, 0, 0], 0)).toBeCloseTo(151.4, 1);
    expect(modulus([e, 0, 0, 0, 0, 0], 1)).toBeCloseTo(76.4, 1);
    expect(modulus([0, 0, 0, e, 0, 0], 3)).toBeCloseTo(56.4, 1);
  });

  it('has the forces and the stress of its energy, where each atom has many angles', () => {
    expectConsistent(stillingerWeber, shaken(14, 3.9, 3));
    expectConsistent(stillingerWeber, shaken(14, 4.6, 4));
  });

  it('knows silicon only', () => {
    const result = stillingerWeber(
      crystal([14, 32], [0, 0, 0, 2, 2, 2], [4, 0, 0, 0, 4, 0, 0, 0, 4]),
    );
    expect(result.ok ? undefined : result.error).toEqual({ kind: 'element', number: 32 });
  });
});
