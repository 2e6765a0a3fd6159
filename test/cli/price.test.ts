import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseBudget } from '../../cli/args.ts';
import type { PlanEvent, PlanSummary } from '../../engine/events.ts';
import { type Bench, openBench, SMALL } from '../support/command.ts';

let bench: Bench;
beforeAll(() => {
  bench = openBench();
  bench.write('p.yaml', SMALL);
});
afterAll(() => bench.close());

async function planned(...args: readonly string[]) {
  const { stdout } = await bench.auto('plan', 'p.yaml', '--json', ...args);
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const of = (node: string): PlanEvent['price'] =>
    (lines as PlanEvent[]).find((line) => line.node === node)?.price;
  return { of, summary: lines.at(-1) as PlanSummary };
}

describe('one workspace, step by step', () => {
  it('has a price for everything before anything ran', async () => {
    const { of, summary } = await planned();
    expect(of('structures')).toBeUndefined();
    expect(of('labels')).toMatchObject({ pieces: 15, records: 0 });
    expect(of('potential')?.cpu_s[1]).toBeGreaterThan(0);
    expect(summary.price?.least?.cpu_s[1]).toBeLessThan(summary.price?.cpu_s[1] ?? 0);
    const text = (await bench.auto('plan', 'p.yaml', '-j', '1')).stdout;
    expect(text).toMatch(/^ {2}labels +\S+ .*15 items; nothing recorded yet/m);
    expect(text).toContain('wall, 1 at a time');
  });

  it('buys nothing under a budget that is too small, says so, and ends with code 1', async () => {
    const { code, stdout } = await bench.auto('run', 'p.yaml', '--budget', '0.000001s');
    expect(code).toBe(1);
    expect(stdout).toMatch(/- labels +budget met: 0 of 15 labels bought, 15 left, about/);
    expect(stdout).toMatch(/stopped at the budget: 4 of 5 nodes left/);
  });

  it('buys all under one that is large enough; then the price is from records', async () => {
    const { code, summary } = await bench.run('p.yaml', '--budget', '1ch');
    expect([code, summary.items.executed]).toEqual([0, 15]);
    const { of, summary: plan } = await planned('--set', 'steps=7');
    expect(of('labels')).toMatchObject({ records: 15 });
    expect(plan.price?.unknown).toBeUndefined();
    expect((await planned()).summary.price?.cpu_s).toEqual([0, 0, 0]);
  });

  it('refuses a budget that cannot be read', async () => {
    const { code, stderr } = await bench.auto('run', 'p.yaml', '--budget', '50');
    expect(code).toBe(2);
    expect(stderr).toContain('E0908');
  });
});

describe('a budget', () => {
  it('is read in core-hours, core-minutes and seconds of CPU', () => {
    const seconds = (text: string): number | undefined => {
      const read = parseBudget(text);
      return read.ok ? read.value : undefined;
    };
    expect(['50ch', '0.5ch', '20cmin', '300s', '20 cmin'].map(seconds)).toEqual([
      180_000, 1800, 1200, 300, 1200,
    ]);
    expect(['', '50', '50h', '-1s', '0s', 'ch', '1e3s', '5ch7'].map(seconds)).toEqual(
      Array(8).fill(undefined),
    );
  });
});
