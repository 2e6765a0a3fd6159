import { describe, expect, it } from 'vitest';
import type { PlanEvent, PlanSummary } from '../../engine/events.ts';
import { cpuWords, renderPrice } from '../../report/price.ts';

const summary: PlanSummary = {
  type: 'summary',
  ok: true,
  nodes: { executed: 1, cached: 1, failed: 0, skipped: 0, maybe: 1 },
  items: { executed: 500, cached: 0, failed: 0, skipped: 0 },
  outputs: {},
  cost: { cpu_s: 0, wall_s: 0 },
  price: {
    cpu_s: [37000, 44000, 55000],
    wall_s: [9000, 11000, 14000],
    least: { cpu_s: [36000, 43200, 54000], wall_s: [9000, 10800, 13500] },
  },
};
const events: readonly PlanEvent[] = [
  { type: 'node-plan', node: 'structures', stage: 'build', state: 'hit' },
  {
    type: 'node-plan',
    node: 'labels',
    stage: 'oracle',
    state: 'miss',
    items: { total: 500, hits: 0, misses: 500 },
    price: {
      cpu_s: [36000, 43200, 54000],
      wall_s: [9000, 10800, 13500],
      pieces: 500,
      records: 212,
    },
  },
  {
    type: 'node-plan',
    node: 'potential',
    stage: 'train',
    state: 'maybe',
    below: ['labels'],
    price: {
      cpu_s: [12, 40, 130],
      wall_s: [6, 20, 65],
      pieces: 1,
      records: 0,
      unknown: "nothing recorded yet: the stage's own guess",
    },
  },
];

describe('the price for people', () => {
  it('is a line a node and both bounds, with units that can be read', () => {
    expect(renderPrice(events, summary, 4).join('\n')).toBe(`
  price      CPU                     wall, 4 at a time
  labels     12 core-h (10 to 15)    3 h (2.5 to 3.8)       500 items; from 212 recorded
  potential  40 s (12 s to 2.2 min)  20 s (6 s to 1.1 min)  maybe; nothing recorded yet: the stage's own guess
  at least   12 core-h (10 to 15)    3 h (2.5 to 3.8)
  at most    12 core-h (10 to 15)    3.1 h (2.5 to 3.9)     with all that is maybe

in brackets: four times in five it is between these`);
  });

  it('has one sum where nothing is maybe, and no line where nothing will run', () => {
    const { least: _, ...all } = summary.price as NonNullable<PlanSummary['price']>;
    const lines = renderPrice(events.slice(0, 2), { ...summary, price: all }, 1);
    expect(lines.filter((line) => line.includes('in all'))).toHaveLength(1);
    expect(renderPrice(events.slice(0, 1), summary, 1)).toEqual([]);
  });

  it('lists the dearest of many', () => {
    const many = Array.from({ length: 40 }, (_, at): PlanEvent => {
      const cpu_s = [at, at + 1, at + 2] as const;
      const price = { cpu_s, wall_s: cpu_s, pieces: 1, records: 9 };
      return { type: 'node-plan', node: `n${at}`, stage: 'x', state: 'miss', price };
    });
    const text = renderPrice(many, summary, 1).join('\n');
    expect(text).toContain('... and 28 nodes that cost less');
    expect(text).toContain('n39');
    expect(text).not.toContain('n27 ');
  });

  it('says times in the unit that fits', () => {
    expect([0.01, 0.5, 59, 61, 3500, 7200, 360000, 1e7].map(cpuWords)).toEqual([
      '<0.1 s',
      '0.5 s',
      '59 s',
      '1 min',
      '58 min',
      '2 core-h',
      '100 core-h',
      '2778 core-h',
    ]);
  });
});
