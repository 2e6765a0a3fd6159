import { afterAll, beforeAll, expect, it } from 'vitest';
import { acquireLock } from '../../cache/lock.ts';
import { type Bench, openBench, SMALL } from '../support/command.ts';

/** One workspace, used step by step; every test begins where the last one ended. */
let bench: Bench;
let first: Awaited<ReturnType<Bench['run']>>;
const count = { executed: 0, cached: 0, failed: 0, skipped: 0 };

beforeAll(async () => {
  bench = openBench();
  bench.write('p.yaml', SMALL);
  first = await bench.run('p.yaml');
  await bench.run('p.yaml', '--set', 'cutoff=5');
}, 120_000);
afterAll(() => bench.close());

const gc = async (...args: readonly string[]) =>
  JSON.parse((await bench.auto('cache', 'gc', ...args, '--json')).stdout);

it('says first what could go, and leaves it', async () => {
  const { stdout } = await bench.auto('cache', 'gc');
  expect(stdout).toMatch(
    /^would free .*\n {2}results +validate +1 record .*\n {2}results +ace +1 record .* to make again\n/,
  );
  expect(stdout).toMatch(/nothing was removed; with --yes it is/);
  expect((await gc()).freed).toBeGreaterThan(1000);
  expect(await gc()).toMatchObject({ type: 'gc', done: false, orphans: { files: 0 } });
  expect((await gc('--older-than', '1d')).freed).toBe(0);
  expect((await gc('--max-size', '1TB')).freed).toBe(0);
});

it('never works during a run', async () => {
  const lock = await acquireLock(bench.folder, { wait: false, command: 'mlip-auto run' });
  if (!lock.ok) throw new Error(lock.error.message);
  expect((await bench.auto('cache', 'gc', '--yes', '--no-wait')).code).toBe(3);
  expect((await bench.auto('cache', 'gc')).code).toBe(0);
  expect((await bench.auto('cache', 'stats')).code).toBe(0);
  lock.value.release();
});

it('frees what no last run names, and nothing that one does', async () => {
  const planned = await gc();
  expect(await gc('--yes')).toEqual({ ...planned, done: true });
  expect((await bench.auto('cache', 'gc')).stdout).toMatch(/^nothing to free/);
  expect((await bench.auto('cache', 'verify')).stdout).toMatch(/all whole/);
  const { summary } = await bench.run('p.yaml', '--set', 'cutoff=5');
  expect(summary.nodes).toEqual({ ...count, cached: 5 });
});

it('takes nothing that cannot be had again: the edit undone makes it anew, and buys no label', async () => {
  const { summary } = await bench.run('p.yaml');
  expect(summary.nodes).toEqual({ ...count, executed: 2, cached: 3 });
  expect(summary.outputs).toEqual(first.summary.outputs);
});

it('gives up labels only by name', async () => {
  expect(await gc('--max-size', '0B')).not.toMatchObject({
    groups: expect.arrayContaining([expect.objectContaining({ kind: 'labels' })]),
  });
  const named = await gc('--labels', 'labels');
  expect(named.groups).toContainEqual(
    expect.objectContaining({ kind: 'labels', backend: 'emt', records: 15 }),
  );
  await gc('--labels', 'labels', '--yes');
  const same = await bench.run('p.yaml');
  expect(same.summary.nodes).toEqual({ ...count, cached: 5 });
  const edited = await bench.run('p.yaml', '--set', 'steps=7');
  expect(edited.summary.ok).toBe(true);
});

it.each([
  [['--older-than', 'month'], 'E0924'],
  [['--max-size', '5'], 'E0925'],
  [['--labels', 'label'], 'E0906'],
])('refuses %j', async (args, code) => {
  const { code: exit, stderr } = await bench.auto('cache', 'gc', ...args);
  expect([exit, stderr]).toEqual([2, expect.stringContaining(code)]);
});

it('counts what is kept', async () => {
  const { stdout } = await bench.auto('cache', 'stats', '--json');
  expect(JSON.parse(stdout)).toMatchObject({
    type: 'cache-stats',
    backends: expect.arrayContaining([expect.objectContaining({ what: 'calculation' })]),
  });
  expect((await bench.auto('cache', 'stats')).stdout).toMatch(
    /^labels +\d+ objects[\s\S]*emt +calculation +\d+ records/,
  );
});

it('frees what nodes made that were taken out of the pipeline', async () => {
  const other = openBench();
  try {
    const second =
      'b: { uses: command, with: { argv: [sh, -c, "echo b > out"], outputs: { out: out } } }';
    const first =
      'a: { uses: command, with: { argv: [sh, -c, "echo a > out"], outputs: { out: out } } }';
    const yaml = (...nodes: string[]) =>
      `version: 1\nname: p\nnodes:\n${nodes.map((one) => `  ${one}\n`).join('')}`;
    const freed = async () => JSON.parse((await other.auto('cache', 'gc', '--json')).stdout);
    other.write('pipeline.yaml', yaml(first, second));
    await other.run();
    expect((await freed()).groups).toEqual([]);
    other.write('pipeline.yaml', yaml(first));
    expect((await other.run()).summary.nodes).toMatchObject({ executed: 0, cached: 1 });
    expect((await freed()).groups).toMatchObject([{ kind: 'results', records: 1 }]);
    expect(
      JSON.parse((await other.auto('cache', 'gc', '--older-than', '1d', '--json')).stdout).groups,
    ).toEqual([]);
    await other.auto('cache', 'gc', '--yes');
    expect((await other.run()).summary.nodes).toMatchObject({ executed: 0, cached: 1 });
    other.write('pipeline.yaml', yaml(first, second));
    expect((await other.run()).summary.nodes).toMatchObject({ executed: 1, cached: 1 });
    expect((await freed()).groups).toEqual([]);
  } finally {
    other.close();
  }
});
