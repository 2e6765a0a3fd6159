import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GridPoint, gainOf, surePoint } from '../../../science/ace-fit/cross-validate.ts';
import { energiesAboveHull } from '../../../science/ace-fit/energy-above-hull.ts';
import type { Observation } from '../../../science/ace-fit/observation.ts';
import { classWeight, weightClasses } from '../../../science/ace-fit/weighting.ts';

const observation = (energy: number, group = '', weight = 1): Observation => ({
  structure: {
    numbers: Int32Array.of(29, 29),
    positions: new Float64Array(6),
    cell: new Float64Array(9),
    periodic: [false, false, false],
  },
  energy,
  weight,
  family: 'f',
  group,
  key: `${energy}`,
});

describe('energies above the convex hull', () => {
  it('of one element are above the lowest', () => {
    const points = [-3, -1, -2.5].map((energy) => ({ composition: [1], energy }));
    expect(energiesAboveHull(points).map((x) => Number(x.toFixed(9)))).toEqual([0, 2, 0.5]);
  });

  it('of two are above the lines between the stable ones', () => {
    const at = (x: number, energy: number) => ({ composition: [1 - x, x], energy });
    const above = energiesAboveHull([
      at(0, 0),
      at(1, -1),
      at(0.5, -2),
      at(0.25, -0.5),
      at(0.75, -2),
    ]);
    [0, 0, 0, 0.5, 0].forEach((wanted, i) => {
      expect(above[i]).toBeCloseTo(wanted, 9);
    });
  });

  it('are never negative, 0 for some, and the same after a tilt by energies of lone atoms', () => {
    const point = fc.tuple(
      fc.integer({ min: 0, max: 4 }),
      fc.integer({ min: 0, max: 4 }),
      fc.double({ min: -3, max: 3, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(point, { minLength: 1, maxLength: 25 }), (list) => {
        const points = list.map(([a, b, energy]) => {
          const total = a + b + 1;
          return { composition: [a / total, b / total, 1 / total], energy };
        });
        const above = energiesAboveHull(points);
        expect(Math.min(...above)).toBeLessThan(1e-6);
        const tilted = points.map(({ composition, energy }) => {
          const [a, b, c] = composition as [number, number, number];
          return { composition, energy: energy + 2 * a - 5 * b + 0.5 * c };
        });
        energiesAboveHull(tilted).forEach((x, i) => {
          expect(x).toBeCloseTo(above[i]!, 6);
        });
      }),
      { numRuns: 60 },
    );
  });
});

describe('weights', () => {
  it('are products of their own, the group’s and the energy’s', () => {
    const data = [observation(-8, 'bulk'), observation(-6, 'liquid', 3), observation(-7.998)];
    const weighting = { groups: { liquid: 0.5 }, energyScale: 1 };
    const weights = weightClasses(data, ['Cu'], weighting).map((c) => classWeight(c, weighting));
    expect(weights[0]).toBe(1);
    expect(weights[2]).toBe(1);
    // 1 eV/atom above: the middle of its step is within a fourth root of two
    expect(weights[1]! / (3 * 0.5 * 0.25)).toBeGreaterThan(0.8);
    expect(weights[1]! / (3 * 0.5 * 0.25)).toBeLessThan(1.25);
  });

  it('of other scales and factors need no other classes', () => {
    const data = Array.from({ length: 30 }, (_, i) => observation(0.1 * i * i, i % 2 ? 'a' : 'b'));
    const one = weightClasses(data, ['Cu'], { groups: { a: 2 }, energyScale: 1 });
    expect(weightClasses(data, ['Cu'], { groups: { b: 7 }, energyScale: 0.3 })).toEqual(one);
  });
});

describe('a choice by held-out folds', () => {
  const point = (share: number, foldScores: readonly number[]): GridPoint => ({
    share,
    ridge: 1e-6,
    energy: 1,
    forces: 1,
    score: foldScores.reduce((sum, x) => sum + x, 0) / foldScores.length / 2,
    foldScores,
    evidence: 0,
  });
  const stated = point(0.01, [1, 2, 3, 4]);

  it('leaves the stated share where that is better beyond the scatter only', () => {
    const sure = point(0.1, [0.8, 1.9, 2.8, 3.9]);
    const chance = point(0.1, [2, 3, 4, -0.5]);
    expect(surePoint([stated, sure], 0.01)).toBe(sure);
    expect(surePoint([stated, chance], 0.01)).toBe(stated);
    expect(surePoint([sure, chance], 0.01).share).toBe(0.1);
  });

  it('takes the best ridge of the stated share by however little', () => {
    const better = { ...point(0.01, [1, 2, 3, 3.99]), ridge: 1e-4 };
    expect(surePoint([stated, better], 0.01)).toBe(better);
  });

  it('knows mean and standard error of a gain', () => {
    const gain = gainOf(point(0.1, [1, 1, 1, 1]), point(0.1, [0, 1, 0, 1]));
    expect(gain.mean).toBe(0.25);
    // scatter 1/sqrt(3), over the root of four; the folds are half of the score
    expect(gain.error).toBeCloseTo(1 / Math.sqrt(3) / 4, 12);
  });
});
