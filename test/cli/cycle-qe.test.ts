import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunSummary } from '../../engine/events.ts';
import { type Bench, ended, openBench, ROOT } from '../support/command.ts';
import { absent, componentPath } from '../support/component.ts';
import { type FakePacemaker, fakePacemaker } from '../support/pacemaker-bench.ts';

const LONG = 120_000;
const FILE = 'pipelines/cycle-02-qe.yaml';
/** A pseudopotential's header is all that is read of it here. */
const UPF =
  '<UPF version="2.0.1">\n<PP_HEADER element="Al" pseudo_type="NC" z_valence="3.0" functional="PZ"/>\n</UPF>\n';

/** The cycle in a workspace: what it summed up, what it said. */
async function cycle(bench: Bench, ...more: readonly string[]) {
  const { code, stdout } = await bench.auto('run-cycle-02', FILE, ...more, '--json');
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  return { code, stdout, summary: lines.at(-1) as RunSummary };
}

function place(bench: Bench): void {
  bench.write(FILE, readFileSync(join(ROOT, FILE), 'utf8'));
}

describe('pipelines/cycle-02-qe.yaml with steered stand-ins', () => {
  let fake: FakePacemaker;
  let home: string;
  let bench: Bench;
  beforeAll(() => {
    fake = fakePacemaker();
    home = mkdtempSync(join(tmpdir(), 'mlip-fake-pw-'));
    const script = join(ROOT, 'test/support/fake-pw.mjs');
    const lines = `#!/bin/sh\n[ "$2" = /dev/null ] && exec echo 'Program PWSCF v.7.9 starts'\nFAKE_PW='${home}' exec '${process.execPath}' '${script}' "$@"\n`;
    writeFileSync(join(home, 'pw.x'), lines, { mode: 0o755 });
    const path = `${home}:${process.env.PATH}`;
    bench = openBench({ HOME: home, PATH: path, MLIP_PACEMAKER_PYTHON: fake.python });
    place(bench);
    bench.write('Al.UPF', UPF);
  });
  afterAll(() => {
    bench.close();
    fake.close();
    rmSync(home, { recursive: true, force: true });
  });
  const sets = ['--set', 'pseudo=Al.UPF', '--set', 'max_iter=4'];
  const run = (...more: readonly string[]) => cycle(bench, ...sets, ...more);
  const labels = () => readFileSync(join(home, 'pw-calls'), 'utf8').trimEnd().split('\n').length;
  const fitCalls = () => fake.calls().filter(({ words }) => words[1] === 'pacemaker');
  const fits = () => fitCalls().length;

  const configOf = async () => (await bench.auto('expand', FILE, ...sets, '--print-config')).stdout;

  it(
    'shows input.yaml before anything is there',
    async () => {
      const text = await configOf();
      expect(text).toMatch(/^# training: input.yaml\n# the dataset is not there yet/);
      expect(text).toContain('maxiter: 4\n');
    },
    LONG,
  );

  it(
    'is stopped by a failure of pw.x, and keeps the labels that were bought',
    async () => {
      writeFileSync(join(home, 'pw-fail'), '');
      const { code, summary } = await run();
      expect([code, summary.items]).toMatchObject([1, { executed: 11, failed: 1 }]);
      expect([labels(), fits()]).toEqual([12, 0]);
    },
    LONG,
  );

  it(
    'runs its four steps by their names; again nothing; with another max_iter the training alone',
    async () => {
      const first = await run();
      expect(first.summary).toMatchObject({ ok: true, items: { executed: 1, cached: 11 } });
      for (const step of ['Generation', 'Oracle', 'Storage', 'Training']) {
        expect(first.stdout).toContain(step);
      }
      expect(existsSync(join(bench.folder, 'results/cycle-02-qe.yace'))).toBe(true);
      expect([labels(), fits()]).toEqual([13, 1]);
      // What is shown is what pacemaker was given.
      expect(await configOf()).toBe(`# training: input.yaml\n${fitCalls()[0]?.input}`);
      const again = await run();
      expect(again.summary).toMatchObject({ nodes: { executed: 0, cached: 4 } });
      const longer = await run('--set', 'max_iter=5');
      expect(longer.summary).toMatchObject({ ok: true, nodes: { executed: 1, cached: 3 } });
      expect([labels(), fits()]).toEqual([13, 2]);
    },
    LONG,
  );

  it.each(['dataset', 'pacemaker', 'pace_yaml2yace', 'pace_activeset'])(
    'buys no label twice when %s fails once',
    async (step) => {
      const iterations = `max_iter=${6 + fits()}`;
      fake.steer({ once: [step], says: 'Traceback (most recent call last):\nOSError: no luck\n' });
      const { code, summary } = await run('--set', iterations);
      expect([code, summary.nodes.failed]).toEqual([1, 1]);
      const after = await run('--set', iterations);
      expect(after).toMatchObject({ code: 0, summary: { nodes: { executed: 1, cached: 3 } } });
      expect(labels()).toBe(13);
    },
    LONG,
  );

  it(
    'goes on with a fit after Ctrl-C',
    async () => {
      const before = fits();
      const more = ['--set', 'max_iter=40'];
      fake.steer({ hangAfter: 3 });
      const child = bench.start('run-cycle-02', FILE, ...sets, ...more, '--json');
      child.stdout?.on('data', (chunk: Buffer) => {
        if (/"node":"training","done":3,/.test(String(chunk))) child.kill('SIGINT');
      });
      expect((await ended(child)).code).toBe(130);
      const { summary } = await run(...more);
      expect(summary).toMatchObject({ ok: true, nodes: { executed: 1, cached: 3 } });
      const starts = fitCalls();
      expect(starts.slice(before).map(({ words }) => words.includes('-p'))).toEqual([false, true]);
      expect(starts.at(-1)?.input).toContain('maxiter: 37\n');
    },
    LONG,
  );

  it(
    'asks for another fit, and no label, when pacemaker is another',
    async () => {
      fake.upgrade('0.5.0');
      expect((await run()).summary).toMatchObject({ ok: true, nodes: { executed: 1, cached: 3 } });
      expect(labels()).toBe(13);
    },
    LONG,
  );
});

const without = absent('pw') || absent('pseudopotentials') || absent('pacemaker');

describe.skipIf(without)(
  'pipelines/cycle-02-qe.yaml with the real pw.x and the real pacemaker',
  () => {
    it('is whole, then up to date, and refits alone', async () => {
      const bench = openBench({
        HOME: process.env.HOME ?? '',
        MLIP_PACEMAKER_PYTHON: componentPath('pacemaker'),
      });
      try {
        place(bench);
        const pseudo = `pseudo=${join(componentPath('pseudopotentials'), 'Al.pz-vbc.UPF')}`;
        const first = await cycle(bench, '--set', pseudo);
        expect(first.summary).toMatchObject({
          ok: true,
          nodes: { executed: 4 },
          items: { executed: 12 },
        });
        const again = await cycle(bench, '--set', pseudo);
        expect(again.summary).toMatchObject({ nodes: { executed: 0 }, items: { executed: 0 } });
        const longer = await cycle(bench, '--set', pseudo, '--set', 'max_iter=10');
        expect(longer.summary).toMatchObject({
          ok: true,
          nodes: { executed: 1 },
          items: { executed: 0 },
        });
      } finally {
        bench.close();
      }
    }, 1_200_000);
  },
);
