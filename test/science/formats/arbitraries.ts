import fc from 'fast-check';
import type { Structure } from '../../../science/structure.ts';

const real = fc.double({ noNaN: true, noDefaultInfinity: true });

/** Any structure that can be one: every float64, odd cells, moments and charges there or not. */
export const anyStructure: fc.Arbitrary<Structure> = fc
  .record({
    numbers: fc.array(fc.integer({ min: 1, max: 118 }), { minLength: 1, maxLength: 6 }),
    periodic: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
    cell: fc.oneof(fc.constant(new Array<number>(9).fill(0)), reals(9)),
    moments: fc.boolean(),
    charges: fc.boolean(),
  })
  .chain(({ numbers, periodic, cell, moments, charges }) =>
    fc.record({
      numbers: fc.constant(Int32Array.from(numbers)),
      positions: reals(3 * numbers.length).map((x) => Float64Array.from(x)),
      cell: fc.constant(Float64Array.from(cell)),
      periodic: fc.constant(periodic),
      ...(moments && {
        initialMagneticMoments: reals(numbers.length).map((x) => Float64Array.from(x)),
      }),
      ...(charges && { initialCharges: reals(numbers.length).map((x) => Float64Array.from(x)) }),
    }),
  ) as fc.Arbitrary<Structure>;

function reals(length: number): fc.Arbitrary<number[]> {
  return fc.array(real, { minLength: length, maxLength: length });
}
