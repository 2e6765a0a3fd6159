import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { fail, ok } from '../../../base/result.ts';
import type { ItemWork } from '../../../engine/plan/item-state.ts';
import { type EndedBatch, openCommitGroup } from '../../../engine/run/commit-group.ts';
import type { ItemResult } from '../../../engine/stage.ts';

interface Drawn {
  readonly items?: number;
  readonly bytes?: number;
  readonly cpu?: number;
  readonly wall?: number;
  readonly failed?: boolean;
}

function batch({ items = 64, bytes = 10, cpu = 0, wall = 0, failed = false }: Drawn): EndedBatch {
  const result: ItemResult = failed
    ? fail({ class: 'physics', message: 'no' })
    : ok(new Uint8Array(bytes));
  const cost = { cpuSeconds: cpu / items, wallSeconds: wall / items };
  return {
    items: Array.from({ length: items }, (_, at) => ({ item: String(at) }) as unknown as ItemWork),
    results: Array.from({ length: items }, () => result),
    costs: Array.from({ length: items }, () => ({ family: 'f', features: {}, cost })),
    again: new Set(),
  };
}

let commits: number[];
const group = () =>
  openCommitGroup((batches) => {
    commits.push(batches.length);
  });
beforeEach(() => {
  commits = [];
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

it('commits the first batch at once, then as many as were committed before', () => {
  const open = group();
  for (let n = 0; n < 31; n++) open.add(batch({}));
  expect(commits).toEqual([1, 1, 2, 4, 8]);
  open.flush();
  expect(commits).toEqual([1, 1, 2, 4, 8, 15]);
  open.flush();
  expect(commits.length).toBe(6);
});

it('holds no more than it may: items, bytes, work', () => {
  const largest = (more: Drawn, count: number): number => {
    commits = [];
    const open = group();
    for (let n = 0; n < count; n++) open.add(batch(more));
    open.flush();
    expect(commits.reduce((sum, one) => sum + one, 0)).toBe(count);
    return Math.max(...commits);
  };
  expect(largest({}, 600)).toBe(128);
  expect(largest({ items: 1, bytes: 4e6 }, 50)).toBe(4);
  expect(largest({ cpu: 0.25 }, 50)).toBe(4);
  expect(largest({ cpu: 2 }, 50)).toBe(1);
});

it.each([
  ['an item that took long on the clock', { items: 1, wall: 1 }],
  ['a failure', { failed: true }],
])('%s is committed at once, with all that waits', (_, urgent) => {
  const open = group();
  for (let n = 0; n < 5; n++) open.add(batch({}));
  expect(commits).toEqual([1, 1, 2]);
  open.add(batch(urgent));
  expect(commits).toEqual([1, 1, 2, 2]);
});

it('lets nothing wait for longer than a second', () => {
  const open = group();
  for (let n = 0; n < 5; n++) open.add(batch({}));
  vi.advanceTimersByTime(999);
  expect(commits).toEqual([1, 1, 2]);
  vi.advanceTimersByTime(1);
  expect(commits).toEqual([1, 1, 2, 1]);
  vi.advanceTimersByTime(5000);
  expect(commits.length).toBe(4);
});

it('what the disk refused waits on, and is told to who comes next', () => {
  let refuses = false;
  const kept: number[] = [];
  const open = openCommitGroup((batches) => {
    if (refuses) throw new Error('the disk is full');
    kept.push(batches.length);
  });
  for (let n = 0; n < 5; n++) open.add(batch({}));
  refuses = true;
  vi.advanceTimersByTime(1000);
  expect(() => open.add(batch({ failed: true }))).toThrow('the disk is full');
  expect(() => open.flush()).toThrow('the disk is full');
  refuses = false;
  open.flush();
  expect(kept).toEqual([1, 1, 2, 2]);
});
