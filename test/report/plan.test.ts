import { describe, expect, it } from 'vitest';
import type { PlanEvent, PlanSummary } from '../../engine/events.ts';
import { renderPlan } from '../../report/plan.ts';
import { summary } from './events.ts';

const PLAN: readonly PlanEvent[] = [
  { type: 'node-plan', node: 'structures', stage: 'build', state: 'hit' },
  {
    type: 'node-plan',
    node: 'labels',
    stage: 'oracle',
    state: 'miss',
    items: { total: 40, hits: 20, misses: 20 },
    reasons: ['structures changed'],
  },
  { type: 'node-plan', node: 'dataset', stage: 'store', state: 'maybe', below: ['labels'] },
];

const end = (change: Partial<PlanSummary['nodes']>, items = summary.items): PlanSummary => ({
  ...summary,
  nodes: { executed: 0, cached: 0, failed: 0, skipped: 0, maybe: 0, ...change },
  items,
});

describe('a plan for people', () => {
  it('says of each node whether it runs, how many items, and why', () => {
    const items = { executed: 20, cached: 20, failed: 0, skipped: 0 };
    expect(renderPlan(PLAN, end({ executed: 1, cached: 1, maybe: 1 }, items))).toBe(
      [
        'hit    structures',
        'miss   labels      20 of 40 items to make  because: structures changed',
        'maybe  dataset     depends on labels',
        '',
        '1 node to run, 1 more maybe, 1 up to date; 20 items to make, 20 known',
      ].join('\n'),
    );
  });

  it('says what is left out', () => {
    expect(renderPlan([], end({ skipped: 3 }))).toBe('\nnothing to run, 0 up to date, 3 left out');
  });

  it('says that everything is up to date', () => {
    const hits = PLAN.slice(0, 1);
    expect(renderPlan(hits, end({ cached: 1 }))).toBe('hit    structures\n\neverything up to date');
  });

  it('tells sets that are all known from sets that are all new', () => {
    const of = (hits: number, misses: number): string =>
      renderPlan(
        [{ ...(PLAN[1] as PlanEvent), items: { total: 5, hits, misses } }],
        end({ executed: 1 }),
      );
    expect(of(5, 0)).toContain('5 items, all known');
    expect(of(0, 5)).toContain('5 items to make');
  });
});
