import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bench, openBench, ROOT } from '../../support/command.ts';
import { absent, componentPath } from '../../support/component.ts';

const PIPELINE = `version: 1
name: active
nodes:
  structures:
    uses: build
    with:
      system: { elements: [Al, Ni], composition: { Al: 0.5, Ni: 0.5 }, crystal_structure: fcc }
      supercell: [2, 2, 1]
      sqs: false
      distortion: { strain_range: [-0.04, 0.04], n_strain_steps: 5, rattle_stdev: 0.1, n_rattle_steps: 4 }
  labels: { uses: oracle, inputs: { structures: structures }, with: { calculator: emt } }
  dataset: { uses: store, inputs: { labels: labels }, publish: { database: d.db } }
  potential:
    uses: train
    inputs: { dataset: dataset }
    with: { cutoff: 4.5, b_basis_size: 60, max_order: 4, kappa: 0.01, ridge: 1.0e-6 }
    publish: { potential: p.yace }
  active:
    uses: active-set
    inputs: { dataset: dataset, potential: potential }
    publish: { active_set: p.asi, b_basis: b.yaml }
`;

let bench: Bench;
beforeAll(async () => {
  bench = openBench();
  bench.write('p.yaml', PIPELINE);
  const { code } = await bench.run('p.yaml');
  expect(code).toBe(0);
  await bench.auto('eval', 'p.yace', 'd.db', '--active-set', 'p.asi', '--out', 'graded.xyz');
}, 120_000);
afterAll(() => bench.close());

describe('active-set', () => {
  it('grades the atoms of the fit part at 1, others as they are', async () => {
    const { stdout } = await bench.auto(
      'eval',
      'p.yace',
      'd.db',
      '--active-set',
      'p.asi',
      '--json',
    );
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const grades = lines.slice(0, -1).map(({ gamma }) => Math.max(...gamma));
    expect(grades).toHaveLength(25);
    // four of five families were fitted: their atoms are spanned, those of the fifth are seen for the first time
    expect(grades.filter((grade) => grade <= 1.0011).length).toBeGreaterThanOrEqual(15);
    expect(Math.max(...grades)).toBeGreaterThan(1.1);
  });

  it('is there the next time', async () => {
    const { summary } = await bench.run('p.yaml');
    expect(summary.nodes).toMatchObject({ executed: 0 });
  });

  it.skipIf(absent('pyace'))(
    'pyace reads both files, and grades and evaluates as we do',
    () => {
      const script = join(ROOT, 'python/check_grades.py');
      const files = ['b.yaml', 'p.asi', 'graded.xyz'].map((name) => join(bench.folder, name));
      const run = spawnSync(componentPath('pyace'), [script, ...files], { encoding: 'utf8' });
      expect(run.status, run.stderr).toBe(0);
      const { gamma, largest, energy } = JSON.parse(run.stdout.trimEnd().split('\n').at(-1)!);
      expect(gamma).toBeLessThan(1e-7);
      expect(largest).toBeGreaterThan(1.1);
      // the .yaml has no place for the energies of lone atoms
      const report = readFileSync(join(bench.folder, 'p.yace'), 'utf8');
      expect(report).toMatch(/^E0: \[-?\d/m);
      expect(Number.isFinite(energy)).toBe(true);
    },
    60_000,
  );
});
