import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toCartesian } from '../../../science/cell.ts';
import type { Structure } from '../../../science/structure.ts';
import { checkLabel } from '../../../stages/store/check-label.ts';
import { checkStructure } from '../../../stages/store/check-structure.ts';
import { copper, labelOf } from './samples.ts';

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const cells = fc.tuple(
  number(3, 6),
  number(-2, 2),
  number(-2, 2),
  number(3, 6),
  number(-2, 2),
  number(3, 6),
);
const periods = fc.tuple(fc.boolean(), fc.boolean(), fc.boolean());

/** All distances over the neighbouring images, the slow and plain way. */
function closest({ positions, cell, periodic }: Structure): number {
  const atoms = positions.length / 3;
  let least = Infinity;
  const steps = (k: number) => (periodic[k] ? [-2, -1, 0, 1, 2] : [0]);
  for (let i = 0; i < atoms; i++)
    for (let j = 0; j < i; j++)
      for (const a of steps(0))
        for (const b of steps(1))
          for (const c of steps(2)) {
            const d = [0, 1, 2].map(
              (k) =>
                (positions[3 * i + k] as number) -
                (positions[3 * j + k] as number) +
                a * (cell[k] as number) +
                b * (cell[3 + k] as number) +
                c * (cell[6 + k] as number),
            );
            least = Math.min(least, Math.hypot(...d));
          }
  return least;
}

describe('checking a structure', () => {
  it('finds atoms at the same place exactly where plain counting over images does', () => {
    const structures = fc
      .record({
        cell: cells,
        periodic: periods,
        points: fc.array(fc.tuple(number(0, 0.999), number(0, 0.999), number(0, 0.999)), {
          minLength: 1,
          maxLength: 12,
        }),
        // A copy of the first atom, somewhat off and one cell away where it is periodic.
        copy: fc.option(fc.tuple(number(-0.06, 0.06), fc.constantFrom(-1, 0, 1))),
      })
      .map(({ cell: [a, b, c, d, e, f], periodic, points, copy }): Structure => {
        const cell = Float64Array.of(a, 0, 0, b, d, 0, c, e, f);
        const positions = [...toCartesian(points.flat(), cell)];
        if (copy) {
          const [off, step] = copy;
          const along = periodic[0] ? step * a : 0;
          positions.push(
            (positions[0] as number) + along,
            (positions[1] as number) + off,
            positions[2] as number,
          );
        }
        return {
          numbers: new Int32Array(positions.length / 3).fill(29),
          positions: Float64Array.from(positions),
          cell,
          periodic,
        };
      });
    fc.assert(
      fc.property(structures, (structure) => {
        const distance = closest(structure);
        fc.pre(Math.abs(distance - 0.05) > 1e-9);
        const said = checkStructure(structure);
        expect(said !== undefined).toBe(distance < 0.05);
      }),
      { numRuns: 300 },
    );
  });

  it('accepts clusters without a cell, slabs and wires without all their vectors', () => {
    const cell = Float64Array.of(3.6, 0, 0, 0, 3.6, 0, 0, 0, 0);
    expect(
      checkStructure({ ...copper(), cell: new Float64Array(9), periodic: [false, false, false] }),
    ).toBeUndefined();
    expect(checkStructure({ ...copper(), cell, periodic: [true, true, false] })).toBeUndefined();
    expect(checkStructure({ ...copper(), cell, periodic: [false, true, false] })).toBeUndefined();
  });

  it.each<[string, Partial<Structure>, RegExp]>([
    ['no volume', { cell: Float64Array.of(3, 0, 0, 6, 0, 0, 0, 0, 3) }, /no volume/],
    ['no cell though periodic', { cell: new Float64Array(9) }, /no volume/],
    ['a third vector missing', { cell: Float64Array.of(3, 0, 0, 0, 3, 0, 0, 0, 0) }, /no volume/],
    ['no atoms', { numbers: new Int32Array(), positions: new Float64Array() }, /no atoms/],
    [
      'an element that is none',
      { numbers: Int32Array.of(29, 119) },
      /atom 1 has atomic number 119/,
    ],
    [
      'too few positions',
      { positions: new Float64Array(3) },
      /positions are 3 numbers, expected 6/,
    ],
    ['a NaN', { positions: Float64Array.of(0, 0, 0, 1, Number.NaN, 0) }, /NaN \(number 4\)/],
    ['endless charges', { initialCharges: Float64Array.of(Infinity, 0) }, /charges hold Infinity/],
    ['moments of another length', { initialMagneticMoments: new Float64Array(6) }, /expected 2/],
  ])('refuses %s', (_, change, why) => {
    expect(checkStructure({ ...copper(), ...change })).toMatch(why);
  });
});

describe('checking a label', () => {
  it('accepts one whose arrays fit', () => {
    expect(checkLabel(copper(), labelOf(-1))).toBeUndefined();
  });

  it.each([
    ['a NaN energy', { freeEnergy: Number.NaN }, /free energy is NaN/],
    ['an endless energy', { energy: Infinity }, /energy is Infinity/],
    ['forces of other atoms', { forces: new Float64Array(9) }, /forces are 9 numbers, expected 6/],
    ['a NaN force', { forces: Float64Array.of(0, 0, 0, 0, 0, Number.NaN) }, /forces hold NaN/],
    ['a stress matrix', { stress: new Float64Array(9) }, /Voigt|xx yy zz yz xz xy/],
    ['moments of other atoms', { magneticMoments: new Float64Array(3) }, /expected 2/],
    ['a level without a name', { level: { words: ' ', digest: labelOf(0).level.digest } }, /level/],
  ])('refuses %s', (_, change, why) => {
    expect(checkLabel(copper(), { ...labelOf(-1), ...change })).toMatch(why);
  });

  it('refuses a stress of what has no cell', () => {
    const cluster = {
      ...copper(),
      cell: new Float64Array(9),
      periodic: [false, false, false] as const,
    };
    expect(checkLabel(cluster, labelOf(-1))).toMatch(/no cell/);
  });
});
