import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lennardJones } from '../../../science/classical/lennard-jones.ts';
import { morse } from '../../../science/classical/morse.ts';
import type { Structure } from '../../../science/structure.ts';
import { absent, componentPath } from '../../support/component.ts';
import { type Potential, shaken, solved } from './laws.ts';

const script = join(import.meta.dirname, '../../../python/check_classical.py');

const triples = (values: Float64Array): number[][] =>
  Array.from({ length: values.length / 3 }, (_, i) => [...values.subarray(3 * i, 3 * i + 3)]);

function asCase(calculator: string, args: object, potential: Potential, structure: Structure) {
  const { energy, forces, stress } = solved(potential, structure);
  return {
    name: calculator,
    calculator,
    args,
    numbers: [...structure.numbers],
    positions: triples(structure.positions),
    cell: triples(structure.cell),
    pbc: structure.periodic,
    energy,
    forces: triples(forces),
    stress: stress ? [...stress] : null,
  };
}

function structures(a: number): Structure[] {
  const crystals = [1, 2, 3].map((seed) => shaken(18, a, seed));
  const [one, two] = crystals as [Structure, Structure];
  return [
    ...crystals,
    { ...one, periodic: [true, true, false] },
    { ...two, cell: new Float64Array(9), periodic: [false, false, false] },
  ];
}

const argon = { epsilon: 0.0104, sigma: 3.4, cutoff: 10.2 };
const copper = { epsilon: 0.3429, r0: 2.866, rho0: 3.893, onset: 1.9 * 2.866, cutoff: 2.7 * 2.866 };

test.skipIf(absent('ase'))('real ASE computes the same', { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'mlip-classical-'));
  try {
    const smooth = { ...argon, onset: 6.5 };
    const own = { epsilon: argon.epsilon, sigma: argon.sigma, rc: argon.cutoff };
    const { epsilon, r0, rho0 } = copper;
    const cases = [
      ...structures(5.3).flatMap((one) => [
        asCase('lj', own, (s) => lennardJones(s, argon), one),
        asCase('lj', { ...own, smooth: true, ro: 6.5 }, (s) => lennardJones(s, smooth), one),
      ]),
      ...structures(3.6).map((one) =>
        asCase('morse', { epsilon, r0, rho0 }, (s) => morse(s, copper), one),
      ),
    ];
    writeFileSync(join(folder, 'cases.json'), JSON.stringify(cases));
    const argv = ['-W', 'ignore', script, join(folder, 'cases.json')];
    const run = spawnSync(componentPath('ase'), argv, { encoding: 'utf8' });
    expect(run.status, `${run.stdout}${run.stderr}`).toBe(0);
    const worst = JSON.parse(run.stdout);
    expect(worst.cases).toBe(15);
    for (const property of ['energy', 'forces', 'stress'])
      expect(worst[property]).toBeLessThan(1e-10);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
