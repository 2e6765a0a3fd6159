import fc from 'fast-check';
import { expect, it } from 'vitest';
import { digestBytes } from '../../base/digest.ts';
import { shortestWithin } from '../../science/nearest.ts';
import { randomStream } from '../../science/random.ts';
import { randomPacking } from '../../science/random-packing.ts';

it('keeps every two atoms apart, images included, and is a function of its stream', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 60 }),
      fc.double({ min: 0.05, max: 0.35, noNaN: true }),
      fc.nat(),
      (atoms, share, index) => {
        // `share` of the cube is filled with spheres, as the defaults of `liquids` fill it: far below random close packing,
        // 0.64, since five atoms jam at 0.45 in a cube (bench/random-packing.mjs).
        const radius = 1;
        const edge = Math.max(Math.cbrt((atoms * 4.18879 * radius ** 3) / share), 2 * radius);
        const pack = () =>
          randomPacking(
            edge,
            new Array<number>(atoms).fill(radius),
            randomStream({ purpose: 'test', seed: 1, parent: digestBytes(''), index }),
          );
        const positions = pack()!;
        expect(positions).toHaveLength(3 * atoms);
        expect(pack()).toEqual(positions);
        expect(positions.every((x) => x >= 0 && x < edge)).toBe(true);
        const cell = Float64Array.of(edge, 0, 0, 0, edge, 0, 0, 0, edge);
        const structure = {
          numbers: new Int32Array(atoms).fill(29),
          positions,
          cell,
          periodic: [true, true, true] as const,
        };
        expect(shortestWithin(structure, 2 * radius - 1e-9)).toBeUndefined();
      },
    ),
    { numRuns: 40 },
  );
});

it('says where there is no room', () => {
  const stream = randomStream({ purpose: 'test', seed: 1, parent: digestBytes(''), index: 0 });
  expect(randomPacking(4, new Array<number>(64).fill(1), stream)).toBeUndefined();
});
