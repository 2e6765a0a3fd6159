import fc from 'fast-check';
import { expect, it } from 'vitest';
import { minimise } from '../../../science/properties/minimise.ts';

const how = { tolerance: 1e-8, longestStep: 0.5, limit: 2000 };

it('finds the minimum of any bowl', () => {
  const axis = fc.record({
    at: fc.double({ min: -5, max: 5, noNaN: true }),
    stiff: fc.double({ min: 0.1, max: 100, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(axis, { minLength: 1, maxLength: 8 }), (axes) => {
      const found = minimise(
        (x) => ({
          value: axes.reduce(
            (sum, { at, stiff }, i) => sum + stiff * (x[i]! - at) * (x[i]! - at),
            0,
          ),
          gradient: x.map((value, i) => 2 * axes[i]!.stiff * (value - axes[i]!.at)),
        }),
        new Float64Array(axes.length),
        how,
      );
      expect(found.isConverged).toBe(true);
      axes.forEach(({ at }, i) => {
        expect(Math.abs(found.x[i]! - at)).toBeLessThan(1e-6);
      });
    }),
  );
});

it('walks a bent valley', () => {
  const found = minimise(
    ([x, y]) => {
      const bend = y! - x! * x!;
      return {
        value: (1 - x!) * (1 - x!) + 100 * bend * bend,
        gradient: Float64Array.of(-2 * (1 - x!) - 400 * x! * bend, 200 * bend),
      };
    },
    Float64Array.of(-1.2, 1),
    how,
  );
  expect(found.isConverged).toBe(true);
  expect(Math.abs(found.x[0]! - 1) + Math.abs(found.x[1]! - 1)).toBeLessThan(1e-6);
});

it('says that it did not arrive', () => {
  const slope = (x: Float64Array) => ({ value: -x[0]!, gradient: Float64Array.of(-1) });
  expect(minimise(slope, Float64Array.of(0), { ...how, limit: 20 }).isConverged).toBe(false);
});
