import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openBench } from '../../support/command.ts';
import { absent, componentPath, findComponent } from '../../support/component.ts';
import { BAD } from './bad-calculator.ts';

const python = findComponent('ase') ?? '';
const scratch = mkdtempSync(join(tmpdir(), 'mlip-ase-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const PIPELINE = (more: string): string => `
version: 1
name: whole
nodes:
  build:
    uses: build
    with:
      system: { elements: [Cu], crystal_structure: fcc }
      distortion: { strains: [-0.02, 0, 0.02] }
  label:
    uses: oracle
    inputs: { structures: build }
    with: { calculator: ase, ${more} }
    publish: { labels: labels.set }
`;

describe.skipIf(absent('ase'))('a pipeline with an ASE oracle', () => {
  it('labels once, whatever the batch and the name of Python', { timeout: 180_000 }, async () => {
    const bench = openBench({ MLIP_PYTHON: componentPath('ase') });
    try {
      bench.write('p.yaml', PIPELINE('name: emt'));
      const first = await bench.run('p.yaml');
      expect([first.code, first.summary.items.executed]).toEqual([0, 3]);
      bench.write('p.yaml', PIPELINE(`name: emt, batch: 3, python: ${python}, time_limit: 60`));
      const second = await bench.run('p.yaml');
      expect([second.code, second.summary.items.executed]).toEqual([0, 0]);
      const explained = await bench.auto('explain', 'p.yaml', '--json');
      expect(explained.stdout).not.toContain(python);
      const kept = readFileSync(join(bench.folder, 'labels.set'));
      bench.write('p.yaml', PIPELINE('name: emt, batch: 3, args: { asap_cutoff: true }'));
      const third = await bench.run('p.yaml');
      expect([third.code, third.summary.items.executed]).toEqual([0, 3]);
      expect(readFileSync(join(bench.folder, 'labels.set')).equals(kept)).toBe(false);
    } finally {
      bench.close();
    }
  });

  it('labels again under another version of the package', { timeout: 180_000 }, async () => {
    const bench = openBench({ MLIP_PYTHON: componentPath('ase'), PYTHONPATH: scratch });
    const module = (version: number) =>
      writeFileSync(join(scratch, 'moved.py'), `__version__ = "${version}.0"\n${BAD}`);
    try {
      bench.write(
        'p.yaml',
        PIPELINE('module: moved, class: Bad, batch: 3, pass_env: [PYTHONPATH]'),
      );
      const executed = [];
      for (const version of [1, 1, 22]) {
        module(version);
        const run = await bench.run('p.yaml');
        executed.push([run.code, run.summary.items.executed]);
      }
      expect(executed).toEqual([
        [0, 3],
        [0, 0],
        [0, 3],
      ]);
    } finally {
      bench.close();
    }
  });

  it('fails before it plans where there is no such calculator', { timeout: 60_000 }, async () => {
    const bench = openBench({ MLIP_PYTHON: componentPath('ase') });
    try {
      bench.write('p.yaml', PIPELINE('name: nothing'));
      const { code, stderr } = await bench.auto('plan', 'p.yaml');
      expect(code).toBe(2);
      expect(stderr).toContain('E0707');
      expect(stderr).toMatch(/`nothing cannot be imported: \w+/);
    } finally {
      bench.close();
    }
  });
});
