import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestBytes } from '../../../base/digest.ts';
import { nearestDistance } from '../../../science/nearest.ts';
import { crystalBase } from '../../../stages/build/bases/crystal.ts';
import { underCap } from '../../../stages/build/cap.ts';
import { atomCounts, isReached } from '../../../stages/build/composition.ts';
import { rattles } from '../../../stages/build/distortions/rattle.ts';
import { emptyTally } from '../../../stages/build/tally.ts';

const base = crystalBase(
  { composition: { Cu: 1 }, crystal_structure: 'fcc', lattice_constants: { a: 3.6 } },
  [3, 3, 3],
  42,
);

describe('rattle', () => {
  it('has the standard deviation that was asked for, in each coordinate', () => {
    const copies = [...rattles({ stdev: 0.05, count: 40, seed: 42 }).distort(base, emptyTally())];
    const shifts = copies.flatMap(({ structure }) =>
      Array.from(structure.positions, (x, i) => x - base.structure.positions[i]!),
    );
    const mean = (axis: number, power: number): number => {
      const own = shifts.filter((_, i) => i % 3 === axis);
      return own.reduce((sum, x) => sum + x ** power, 0) / own.length;
    };
    const count = shifts.length / 3;
    for (const axis of [0, 1, 2]) {
      expect(Math.abs(mean(axis, 1))).toBeLessThan((4 * 0.05) / Math.sqrt(count));
      const rms = Math.sqrt(mean(axis, 2));
      expect(Math.abs(rms / 0.05 - 1)).toBeLessThan(4 / Math.sqrt(2 * count));
    }
  });
});

describe('nearest distance', () => {
  it('sees images', () => {
    expect(nearestDistance(base.structure)).toBeCloseTo(3.6 / Math.sqrt(2), 10);
    const alone = { ...base.structure, numbers: Int32Array.of(29), positions: new Float64Array(3) };
    expect(nearestDistance(alone)).toBeCloseTo(10.8, 10);
    expect(nearestDistance({ ...alone, periodic: [false, false, false] })).toBeUndefined();
  });
});

describe('a cap', () => {
  it('keeps the order, fills up, and only adds when raised', () => {
    const candidates = fc
      .array(fc.constantFrom('a', 'b', 'c'), { maxLength: 30 })
      .map((names) => names.map((strategy, i) => ({ strategy, digest: digestBytes(`${i}`) })));
    const cap = fc.integer({ min: 1, max: 35 });
    fc.assert(
      fc.property(candidates, cap, cap, fc.nat(), (all, one, other, seed) => {
        const [few, many] = [Math.min(one, other), Math.max(one, other)].map((n) =>
          underCap(all, n, seed),
        ) as [typeof all, typeof all];
        expect(few.length).toBe(Math.min(all.length, one, other));
        expect(few.filter((candidate) => !many.includes(candidate))).toEqual([]);
        expect(all.filter((candidate) => many.includes(candidate))).toEqual(many);
      }),
    );
  });
});

describe('atom counts', () => {
  it('sum to the sites, are within one atom, and tell when the composition is missed', () => {
    const parts = fc.tuple(
      fc.integer({ min: 1, max: 99 }),
      fc.integer({ min: 1, max: 99 }),
      fc.integer({ min: 1, max: 99 }),
    );
    fc.assert(
      fc.property(parts, fc.integer({ min: 1, max: 500 }), ([a, b, c], sites) => {
        const sum = a + b + c;
        const composition = { Ni: a / sum, Cu: b / sum, Au: c / sum };
        const counts = atomCounts(composition, sites);
        expect(counts.map(([symbol]) => symbol)).toEqual(['Ni', 'Cu', 'Au']);
        expect(counts.reduce((total, [, count]) => total + count, 0)).toBe(sites);
        const off = counts.map(([symbol, count]) =>
          Math.abs(count - composition[symbol as 'Ni'] * sites),
        );
        expect(Math.max(...off)).toBeLessThan(1);
        const isNear = Math.max(...off) < 0.5 && counts.every(([, count]) => count > 0);
        if (isNear) expect(isReached(composition, counts)).toBe(true);
      }),
    );
  });

  it('refuses a third on 32 sites, takes it on 27', () => {
    const third = { Ni: 1 / 3, Cu: 1 / 3, Au: 1 / 3 };
    expect(isReached(third, atomCounts(third, 32))).toBe(false);
    expect(isReached(third, atomCounts(third, 27))).toBe(true);
  });
});
