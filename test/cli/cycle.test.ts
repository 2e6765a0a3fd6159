import { afterEach, beforeEach, expect, it } from 'vitest';
import type { EngineEvent } from '../../engine/events.ts';
import { type Bench, openBench, SMALL } from '../support/command.ts';

let bench: Bench;
beforeEach(() => {
  bench = openBench();
});
afterEach(() => bench.close());

const STEPS = ['Generation', 'Oracle', 'Storage', 'Training'];

it('runs the four steps by their names and in their order, on the screen and in --json', async () => {
  bench.write('p.yaml', SMALL);
  const { code, stdout } = await bench.auto('run-cycle-02', 'p.yaml', '--set', 'steps=3', '--json');
  expect(code).toBe(0);
  const events = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as EngineEvent & { step?: string });
  const finished = events.filter(({ type }) => type === 'node-finished');
  expect(finished.map(({ step }) => step)).toEqual([...STEPS, undefined]);
  const screen = (await bench.auto('run-cycle-02', 'p.yaml', '--set', 'steps=3')).stdout;
  const places = STEPS.map((step) => screen.indexOf(`= ${step}`));
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(places[0]).toBeGreaterThanOrEqual(0);
  expect(screen).toContain('= quality');
});

it('runs the packaged cycle where none is given', async () => {
  const { code, stdout } = await bench.auto('run-cycle-02');
  expect(code).toBe(0);
  for (const step of STEPS) expect(stdout).toMatch(new RegExp(`✓ ${step} +done`));
});

it('says which step is missing, and ends with 2', async () => {
  bench.write('p.yaml', SMALL.slice(0, SMALL.indexOf('  potential:')));
  const { code, stderr } = await bench.auto('run-cycle-02', 'p.yaml');
  expect(code).toBe(2);
  expect(stderr).toMatch(/error\[E0903\]: the cycle has no Training: no node uses `train`/);
});

it('ends with 1 and the reason where a step fails', async () => {
  bench.write(
    'p.yaml',
    SMALL.replace('elements: [Cu]', 'elements: [Si]').replace('fcc', 'diamond'),
  );
  const { code, stdout } = await bench.auto('run-cycle-02', 'p.yaml');
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /✗ Oracle +failed \(invalid\), 15 items \(15 failed\): 15 of 15 items have no value: .*Si/,
  );
  expect(stdout).toMatch(/- Storage +skipped/);
});
