import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BuildPreview } from '../../report/preview.ts';
import { histogram } from '../../report/preview.ts';
import { type Bench, openBench } from '../support/command.ts';

let bench: Bench;
beforeAll(() => {
  bench = openBench();
  bench.write(
    'p.yaml',
    `version: 1
name: cu
nodes:
  structures:
    uses: build
    with:
      system: { elements: [Cu], crystal_structure: fcc, lattice_constants: { a: 3.6 } }
      distortion: { strains: [-0.02, 0, 0.02] }
      defects: { vacancies: true }
  broken:
    uses: build
    with:
      system: { elements: [Cu], crystal_structure: fcc }
      filters: { min_distance: 3 }
  labels:
    uses: oracle
    inputs: { structures: structures }
    with: { calculator: emt }
`,
  );
});
afterAll(() => bench.close());

describe('build preview', () => {
  it('counts what is built, and labels nothing', async () => {
    const { code, stdout } = await bench.auto('build', 'preview', 'p.yaml', 'structures', '--json');
    expect(code).toBe(0);
    const preview = JSON.parse(stdout) as BuildPreview;
    expect(preview).toMatchObject({
      node: 'structures',
      structures: 6,
      atoms: 3 * (32 + 31),
      families: 3,
      groups: { eos: 3, vacancy: 3 },
      rejected: {},
    });
    const { edges = [], counts = [] } = preview.shortest_distance ?? {};
    expect(edges[0]).toBeCloseTo((0.98 * 3.6) / Math.sqrt(2), 12);
    expect(edges.at(-1)).toBeCloseTo((1.02 * 3.6) / Math.sqrt(2), 12);
    expect(counts.reduce((sum, n) => sum + n, 0)).toBe(6);
    const plan = await bench.auto('plan', 'p.yaml', '--json');
    expect(JSON.parse(plan.stdout.trimEnd().split('\n').at(-1) ?? '').items).toMatchObject({
      executed: 6,
      cached: 0,
    });
  });

  it('draws bars for people', async () => {
    const { stdout } = await bench.auto('build', 'preview', 'p.yaml', 'structures');
    expect(stdout).toContain('structures: 6 structures, 189 atoms, 3 families');
    expect(stdout).toMatch(/eos +3 █{40}\n/);
    expect(stdout).toContain('volume per atom, Å^3');
  });

  it('says why nothing could be built, and which nodes there are', async () => {
    const broken = await bench.auto('build', 'preview', 'p.yaml');
    expect(broken.code).toBe(1);
    expect(broken.stderr).toContain('broken: no structure is left');
    const unknown = await bench.auto('build', 'preview', 'p.yaml', 'labels');
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('E0906');
  });
});

describe('histogram', () => {
  it('counts each value once, the ends included', () => {
    const found = histogram([0, 1, 2, 3, 12]);
    expect(found?.edges.length).toBe(13);
    expect(found?.counts).toEqual([1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1]);
    expect(histogram([2, 2])).toEqual({ edges: [2, 2], counts: [2] });
    expect(histogram([])).toBeUndefined();
  });
});
