// The clock that people and time servers set goes back, jumps and stands still: between runs and within one.
import { readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RunSummary } from '../../engine/events.ts';
import { type Bench, openBench } from '../support/command.ts';
import { heldRun, makeFifo } from '../support/held-run.ts';

const DAY = 86_400_000;
const CLOCK = new URL('../support/clock.mjs', import.meta.url).href;

let real: Bench;
let bench: Bench;
beforeEach(() => {
  real = openBench();
  bench = real.as({
    NODE_OPTIONS: `--import ${CLOCK}`,
    MLIP_TEST_CLOCK: at('clock'),
    PAID: at('paid'),
  });
  expect(readFileSync(fileURLToPath(CLOCK), 'utf8')).toContain('MLIP_TEST_CLOCK');
  bench.write('paid', '');
  clock('+0');
});
afterEach(() => real.close());

const at = (name: string): string => join(real.folder, name);
/** Sets the clock: beside the real one (`-1000`), or to a moment at which it stands. */
const clock = (words: string): void => real.write('clock', words);
const paid = (): readonly string[] => readFileSync(at('paid'), 'utf8').split('\n').filter(Boolean);

const yaml = (words: string) => `version: 1
name: p
nodes:
  a: { uses: command, with: { argv: [sh, -c, 'echo ${words} | tee -a "$PAID" > out'], pass_env: [PATH, PAID], files: { in: in.txt }, outputs: { out: out } } }
  b: { uses: command, inputs: { a: a }, with: { argv: [sh, -c, 'cat a > out'], outputs: { out: out } }, publish: { out: out.txt } }
`;
const digests = ({ outputs }: RunSummary): unknown => outputs;

it('goes back between runs: nothing is paid twice, the order of runs is that of running', async () => {
  bench.write('in.txt', 'in');
  bench.write('pipeline.yaml', yaml('one'));
  const first = await bench.run();
  expect([first.code, first.summary.nodes.executed]).toEqual([0, 2]);
  clock(`-${400 * DAY}`);
  const same = await bench.run();
  expect([same.code, same.summary.nodes.executed]).toEqual([0, 0]);
  bench.write('pipeline.yaml', yaml('two'));
  expect((await bench.run()).summary.nodes.executed).toBe(2);
  expect((await bench.run()).summary.nodes.executed).toBe(0);
  bench.write('pipeline.yaml', yaml('one'));
  const back = await bench.run();
  expect([back.summary.nodes.executed, digests(back.summary)]).toEqual([0, digests(first.summary)]);
  // The edit is compared with the run before, though that is the younger one by its date.
  bench.write('pipeline.yaml', yaml('three'));
  expect((await bench.auto('diff')).stdout).toMatch(/echo one/);
  clock('+0');
  bench.write('pipeline.yaml', yaml('two'));
  expect((await bench.run()).summary.nodes.executed).toBe(0);
  expect(paid()).toEqual(['one', 'two']);
  const years = (await bench.auto('runs')).stdout.match(/20\d\d-\d\d-\d\d/g) ?? [];
  expect(new Set(years).size).toBe(2);
});

it('stands still: every run has a name of its own', async () => {
  bench.write('in.txt', 'in');
  clock(`${Date.now() - DAY}`);
  for (const words of ['one', 'two', 'three']) {
    bench.write('pipeline.yaml', yaml(words));
    expect((await bench.run()).code).toBe(0);
  }
  const lines = (await bench.auto('runs', '--json')).stdout.trimEnd().split('\n');
  const ids = lines
    .map((line) => JSON.parse(line) as { run?: string; id?: string })
    .map(({ run, id }) => run ?? id);
  expect(new Set(ids).size).toBe(3);
  expect(paid()).toEqual(['one', 'two', 'three']);
  expect((await bench.run()).summary.nodes.executed).toBe(0);
});

it('jumps ahead and back within a run: no limit of time is over, no cost is below zero', async () => {
  makeFifo(bench);
  bench.write('in.txt', 'in');
  const waits = yaml('one')
    .replace('echo one', `cat ${at('held')}; echo one`)
    .replace('uses: command', 'uses: command, timeout: 10m, retry: { attempts: 2 }');
  bench.write('pipeline.yaml', waits);
  const held = await heldRun(bench, at('held'));
  clock(`+${DAY}`);
  expect((await bench.auto('status')).code).toBe(0);
  clock(`-${DAY}`);
  const { code, stderr, summary } = await held.free();
  expect([code, stderr]).toEqual([0, '']);
  expect(summary.nodes).toMatchObject({ executed: 2, failed: 0 });
  expect(Math.min(summary.cost.cpu_s, summary.cost.wall_s)).toBeGreaterThanOrEqual(0);
  expect(summary.cost.wall_s).toBeLessThan(3600);
  for (const words of ['-1', `-${DAY}`, '+0']) {
    clock(words);
    expect((await bench.run()).summary.nodes.executed).toBe(0);
  }
  expect(paid()).toEqual(['one']);
  expect((await bench.auto('plan')).stdout).not.toMatch(/NaN|-\d/);
});

it('was ahead when files and results were made: they are right, and an edit is seen', async () => {
  bench.write('in.txt', 'in');
  const ahead = new Date(Date.now() + 30 * DAY);
  utimesSync(at('in.txt'), ahead, ahead);
  bench.write('pipeline.yaml', yaml('one').replace('| tee', '| cat in - | tee'));
  clock(`+${30 * DAY}`);
  expect((await bench.run()).summary.nodes.executed).toBe(2);
  clock('+0');
  for (let time = 0; time < 3; time++) expect((await bench.run()).summary.nodes.executed).toBe(0);
  // What was made "in the future" is never old enough to go.
  const gc = JSON.parse((await bench.auto('cache', 'gc', '--older-than', '1d', '--json')).stdout);
  expect(gc.groups).toEqual([]);
  bench.write('in.txt', 'it');
  utimesSync(at('in.txt'), ahead, ahead);
  expect((await bench.run()).summary.nodes.executed).toBe(2);
  expect(readFileSync(at('out.txt'), 'utf8')).toContain('it');
});

it.each(['local', 'lease'])(
  'a %s lock of a run that was killed is free, whatever the clock says',
  async (how) => {
    makeFifo(bench);
    bench.write('in.txt', 'in');
    bench.write('pipeline.yaml', yaml('one').replace('echo one', `cat ${at('held')}; echo one`));
    const locked = bench.as({ MLIP_LOCK: how });
    const held = await heldRun(locked, at('held'));
    expect((await locked.auto('run', '--no-wait')).code).toBe(3);
    await held.kill();
    await held.letGo();
    clock(`-${DAY}`);
    bench.write('pipeline.yaml', yaml('one'));
    expect((await locked.auto('run', '--no-wait')).code).toBe(0);
  },
);
