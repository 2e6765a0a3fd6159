import { expect, it } from 'vitest';
import { digestBytes } from '../../base/digest.ts';
import { fail, ok } from '../../base/result.ts';
import { meanSquareDisplacement } from '../../science/debye.ts';
import { BOLTZMANN, langevin } from '../../science/langevin.ts';
import { randomStream } from '../../science/random.ts';
import type { Structure } from '../../science/structure.ts';

const atoms = (count: number): Structure => ({
  numbers: new Int32Array(count).fill(29),
  positions: new Float64Array(3 * count),
  cell: new Float64Array(9),
  periodic: [false, false, false],
});
const settings = {
  temperature: 300,
  timestep: 2,
  friction: 0.02,
  equilibration: 500,
  every: 100,
  snapshots: 40,
};
const stream = () => randomStream({ purpose: 'test', seed: 1, parent: digestBytes(''), index: 0 });
const spring = 3;

it('samples the canonical ensemble of an oscillator: <x^2> = kT / k', () => {
  const start = atoms(100);
  const forces = ({ positions }: Structure) => ok(positions.map((x) => -spring * x));
  const all = [...langevin(start, forces, settings, stream())].flatMap((positions) => [
    ...positions,
  ]);
  expect(all.length).toBe(40 * 300);
  const mean = all.reduce((sum, x) => sum + x * x, 0) / all.length;
  expect(Math.abs(mean / ((BOLTZMANN * 300) / spring) - 1)).toBeLessThan(0.08);
});

it('more snapshots keep those before, and it ends where there are no forces', () => {
  const start = atoms(2);
  const forces = ({ positions }: Structure) => ok(positions.map((x) => -spring * x));
  const run = (snapshots: number) => [
    ...langevin(start, forces, { ...settings, snapshots }, stream()),
  ];
  expect(run(5).slice(0, 3)).toEqual(run(3));
  let calls = 0;
  const broken = (structure: Structure) => (++calls > 550 ? fail('apart') : forces(structure));
  expect([...langevin(start, broken, settings, stream())].length).toBe(1);
});

it('has the Debye model at its limits', () => {
  // 3 kT / (m omega^2) per axis at high temperature; what is measured is compared in debye.test.ts.
  const high = meanSquareDisplacement('Cu', 3000, 343) / meanSquareDisplacement('Cu', 1500, 343);
  expect(high).toBeCloseTo(2, 2);
  // zero-point motion: 3 hbar^2 / (4 m k theta); hbar^2 / (u k) = 48.509 Å^2 K
  expect(meanSquareDisplacement('Cu', 0, 343)).toBeCloseTo((3 * 48.509) / (4 * 63.546 * 343), 7);
});
