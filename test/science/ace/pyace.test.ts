import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { evaluateAce, prepareEvaluator } from '../../../science/ace/evaluate.ts';
import { linearPotential } from '../../../science/ace/potential.ts';
import { parseYace, writeYace } from '../../../science/ace/yace.ts';
import { zblCore } from '../../../science/ace-fit/core-rule.ts';
import type { Structure } from '../../../science/structure.ts';
import { absent, componentPath } from '../../support/component.ts';
import { randomCluster, randomCrystal, randomPotential } from './samples.ts';

/** What check_yace.py compares: our own evaluation of a `.yace` text. */
function makeCase(folder: string, name: string, text: string, structure: Structure): object {
  const parsed = parseYace(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  const { energy, forces, stress } = evaluateAce(prepareEvaluator(parsed.value), structure);
  const yace = `${name.replaceAll(' ', '-')}.yace`;
  writeFileSync(join(folder, yace), text);
  const triples = (values: Float64Array): number[][] =>
    Array.from({ length: values.length / 3 }, (_, i) => [...values.subarray(3 * i, 3 * i + 3)]);
  return {
    name,
    yace,
    numbers: [...structure.numbers],
    positions: triples(structure.positions),
    cell: triples(structure.cell),
    pbc: structure.periodic,
    energy,
    forces: triples(forces),
    ...(structure.periodic[0] && { stress: [...stress] }),
  };
}

function ownCases(folder: string): object[] {
  const cases: object[] = [];
  for (const [elements, order, count] of [
    [['Cu'], 1, 12],
    [['Cu'], 3, 100],
    [['Cu'], 4, 150],
    [['Al', 'Ni'], 3, 120],
    [['Al', 'Ni'], 4, 120],
    [['Al', 'Ni'], 1, 12],
    [['Cu'], 2, 40],
    [['Al', 'Ni'], 2, 60],
    [['Al', 'Cu', 'Ni'], 1, 12],
    [['Al', 'Cu', 'Ni'], 2, 90],
    [['Al', 'Cu', 'Ni'], 3, 150],
    [['Al', 'Cu', 'Ni'], 4, 200],
  ] as const) {
    const text = writeYace(randomPotential(elements, order, count, order + count).potential);
    const symbols = Array.from({ length: 9 }, (_, i) => elements[i % elements.length]!);
    const name = `${elements.join('')} order ${order}`;
    cases.push(
      makeCase(folder, `${name} crystal`, text, randomCrystal(symbols, 7)),
      makeCase(folder, `${name} cell of two`, text, randomCrystal(symbols.slice(0, 2), 5)),
      makeCase(folder, `${name} cluster`, text, randomCluster(symbols, 8)),
    );
  }
  for (const radial of [
    { kind: 'ChebExpCos', parameter: 5.25 },
    { kind: 'ChebPow', parameter: 2 },
  ] as const) {
    const { basis, coefficients } = randomPotential(['Al', 'Ni'], 3, 60, 17, 4.5, radial);
    const zbl = zblCore({ end: 1.9, width: 0.3 });
    const cores = [zbl, zbl, zbl, zbl];
    const symbols = Array.from({ length: 9 }, (_, i) => ['Al', 'Ni'][i % 2]!);
    const text = writeYace(linearPotential(basis, coefficients, {}, cores));
    const dense = randomCrystal(symbols, 7, 11);
    cases.push(makeCase(folder, `AlNi ${radial.kind} ZBL crystal`, text, dense));
  }
  return cases;
}

test.skipIf(absent('pyace'))('pyace evaluates our files as we do', { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'mlip-pyace-'));
  try {
    writeFileSync(join(folder, 'cases.json'), JSON.stringify(ownCases(folder)));
    const argv = [join(import.meta.dirname, '../../../python/check_yace.py')];
    const python = componentPath('pyace');
    const run = spawnSync(python, [...argv, join(folder, 'cases.json')], { encoding: 'utf8' });
    expect(run.status, `${run.stdout}${run.stderr}`).toBe(0);
    const worst = JSON.parse(run.stdout.trimEnd().split('\n').at(-1)!);
    // the limits are a promise to users; what is reached is far better
    expect(worst.energy).toBeLessThan(1e-10);
    expect(worst.forces).toBeLessThan(1e-9);
    expect(worst.stress).toBeLessThan(1e-9);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
