import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PlanEvent, RunSummary } from '../../engine/events.ts';
import { type Bench, openBench } from '../support/command.ts';
import { type FakePacemaker, fakePacemaker } from '../support/pacemaker-bench.ts';

const LONG = 120_000;

/** Labels that two things are made of; one of them needs pacemaker. */
const PIPELINE = `version: 1
name: half
nodes:
  structures:
    uses: build
    with:
      system: { elements: [Al], crystal_structure: fcc }
      supercell: [1, 1, 1]
      distortion: { strain_range: [-0.04, 0.04], n_strain_steps: 3, rattle_stdev: 0.08, n_rattle_steps: 2 }
  labels: { uses: oracle, inputs: { structures: structures }, with: { calculator: emt } }
  dataset: { uses: store, inputs: { labels: labels } }
  count:
    uses: command
    inputs: { labels: labels }
    with: { run: 'wc -c < labels > count.txt', outputs: { count: count.txt } }
  potential:
    uses: train
    inputs: { dataset: dataset }
    with: { backend: pacemaker, cutoff: 4.5, b_basis_size: 3, max_iter: 2 }
  errors: { uses: validate, inputs: { dataset: dataset, potential: potential } }
`;

describe('a program that is not there, of one node', () => {
  let fake: FakePacemaker;
  let bench: Bench;
  beforeAll(() => {
    fake = fakePacemaker();
    bench = openBench({ MLIP_PACEMAKER_PYTHON: '/nowhere/python' });
    bench.write('pipeline.yaml', PIPELINE);
  });
  afterAll(() => {
    bench.close();
    fake.close();
  });

  const linesOf = (stdout: string) =>
    stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));

  it(
    'is said by plan, which shows what a run would do',
    async () => {
      const { code, stdout } = await bench.auto('plan', '--json');
      expect(code).toBe(2);
      const lines = linesOf(stdout);
      expect(lines[0]).toMatchObject({ type: 'diagnostic', code: 'E0707', severity: 'error' });
      const of = (id: string) => lines.find(({ node }: PlanEvent) => node === id) as PlanEvent;
      expect(of('labels')).toMatchObject({ state: 'miss', items: { misses: 9 } });
      expect(of('potential')).toMatchObject({
        state: 'maybe',
        silent: expect.stringContaining('there is no /nowhere/python'),
      });
      expect(of('errors')).toMatchObject({ state: 'maybe' });
      expect(of('errors')).not.toHaveProperty('silent');
      expect(lines.at(-1)).toMatchObject({ type: 'summary', ok: false });
      const words = (await bench.auto('plan')).stdout;
      expect(words).toMatch(/maybe +potential +its program is not known here: .*there is no/);
    },
    LONG,
  );

  it(
    'refuses a run before anything is spent, and names what does without it',
    async () => {
      const { code, stderr } = await bench.auto('run');
      expect(code).toBe(2);
      expect(stderr).toContain('error[E0707]');
      expect(stderr).toContain('`--until dataset --until count` runs what does without it');
      const after = linesOf((await bench.auto('plan', '--json')).stdout).at(-1) as RunSummary;
      expect(after.items).toMatchObject({ executed: 9, cached: 0 });
      expect((await bench.auto('run', '--until', 'errors')).code).toBe(2);
    },
    LONG,
  );

  it(
    'is not wanted by nodes that do not need it; the labels are then there for the fit',
    async () => {
      const words = ['--until', 'dataset', '--until', 'count'];
      expect((await bench.auto('plan', ...words)).code).toBe(0);
      const { summary } = await bench.run(...words);
      expect(summary).toMatchObject({ ok: true, items: { executed: 9 } });
      const planned = linesOf((await bench.auto('plan', '--json')).stdout);
      expect(planned.find(({ node }: PlanEvent) => node === 'potential')).toMatchObject({
        state: 'maybe',
        below: [],
      });
      const there = bench.as({ MLIP_PACEMAKER_PYTHON: fake.python });
      expect((await there.run()).summary).toMatchObject({
        ok: true,
        nodes: { executed: 2, cached: 4 },
        items: { executed: 0 },
      });
    },
    LONG,
  );

  it(
    'is a warning of validate and expand, and an error where keys are asked for',
    async () => {
      for (const verb of ['validate', 'expand']) {
        const { code, stderr } = await bench.auto(verb);
        expect([code, stderr.includes('warning[E0707]')]).toEqual([0, true]);
      }
      expect((await bench.auto('explain', 'potential')).code).toBe(2);
    },
    LONG,
  );
});
