import { expect, it } from 'vitest';
import { dimerCurve } from '../../../science/properties/dimer-curve.ts';
import type { Model } from '../../../science/properties/model.ts';

/** A model of two atoms: an energy of their distance. */
const pair =
  (energy: (r: number) => number): Model =>
  (structure) => {
    const r = structure.positions[3]! - structure.positions[0]!;
    return { energy: energy(r), forces: new Float64Array(6) };
  };

const reach = { contact: 2.6, cutoff: 6 };

it('a wall all the way in has no hole', () => {
  const { distances, energies, holes } = dimerCurve(
    pair((r) => 1 / r),
    [29, 29],
    reach,
  );
  expect(holes).toEqual([]);
  expect(distances[0]).toBe(6);
  expect(distances.at(-1)).toBeCloseTo(1.05, 12);
  expect(energies.at(-1)).toBeCloseTo(1 / 1.05 - 1 / 7, 12);
});

it('a fall at short range is a hole; a bond is none', () => {
  const bond = (r: number) => (r - 2.5) * (r - 2.5);
  expect(dimerCurve(pair(bond), [29, 29], reach).holes).toEqual([]);
  const { holes } = dimerCurve(
    pair((r) => (r > 1.5 ? bond(r) : 1 - 10 * (1.5 - r))),
    [29, 29],
    reach,
  );
  expect(holes[0]).toBe(1.45);
  expect(holes).toHaveLength(9);
});
