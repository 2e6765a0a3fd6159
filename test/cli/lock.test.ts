import { afterEach, beforeEach, expect, it } from 'vitest';
import { acquireLock } from '../../cache/lock.ts';
import { type Bench, ended, openBench, SMALL } from '../support/command.ts';

let bench: Bench;
beforeEach(() => {
  bench = openBench();
  bench.write('p.yaml', SMALL);
});
afterEach(() => bench.close());

it('a second run waits and says on whom, or ends with 3; readers work meanwhile', async () => {
  const lock = await acquireLock(bench.folder, {
    wait: false,
    command: 'mlip-auto run other.yaml',
  });
  if (!lock.ok) throw new Error(lock.error.message);
  const refused = await bench.auto('run', 'p.yaml', '--no-wait');
  expect(refused.code).toBe(3);
  expect(refused.stderr).toMatch(/error\[E0702\]/);
  expect((await bench.auto('plan', 'p.yaml')).code).toBe(0);
  expect((await bench.auto('status')).stdout).toMatch(/^running now: pid \d+/);
  const waiting = bench.start('run', 'p.yaml');
  const told = new Promise<void>((resolve) => {
    waiting.stdout?.on('data', (chunk) => {
      if (/waiting for pid \d+.*mlip-auto run other\.yaml/.test(String(chunk))) resolve();
    });
  });
  const end = ended(waiting);
  await told;
  lock.value.release();
  expect((await end).code).toBe(0);
});

it('Ctrl-C ends a run with 130, keeps what is finished, and the next run goes on', async () => {
  const child = bench.start('run', 'p.yaml', '--json');
  child.stdout?.on('data', (chunk) => {
    if (String(chunk).includes('"node":"labels"')) child.kill('SIGINT');
  });
  const { code, stdout } = await ended(child);
  expect(code).toBe(130);
  expect(JSON.parse(stdout.trimEnd().split('\n').at(-1) as string)).toMatchObject({
    type: 'summary',
    interrupted: true,
  });
  const { summary } = await bench.run('p.yaml');
  expect(summary.ok).toBe(true);
  expect(summary.nodes.cached).toBeGreaterThanOrEqual(1);
});

it('a reader of the output that leaves (`| head`) does not end the run', async () => {
  const child = bench.start('run', 'p.yaml');
  child.stdout?.once('data', () => child.stdout?.destroy());
  const { code, stderr } = await ended(child);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect((await bench.run('p.yaml')).summary.nodes).toMatchObject({ executed: 0, cached: 5 });
});
