import { describe, expect, test } from 'vitest';
import type { Digest } from '../../base/digest.ts';
import { collect, planCollection } from '../../cache/gc.ts';
import type { GcOptions } from '../../cache/gc-options.ts';
import type { State } from '../../cache/state.ts';
import { DAY, isThere, label, NOW, node, outputOf } from './kept.ts';
import { newWorkspace, stateOf } from './workspace.ts';

const gc = (state: State, options: GcOptions = {}) => collect(state, options, NOW);

describe('a node that its pipeline has no more', () => {
  /** A pipeline that had two nodes, and has one; a second pipeline has a node of the same name as the one that went. */
  const withoutOne = (goneMs: number) => {
    const state = stateOf(newWorkspace());
    const made = { age: 100 };
    const [kept, gone, other] = ['kept', 'gone', 'other'].map((name) =>
      node(state, name, 10, made),
    ) as [Digest, Digest, Digest];
    state.recent.setLast('p', 'a', kept);
    state.recent.setLast('p', 'b', gone);
    state.recent.setLast('q', 'b', other);
    state.recent.setNodes('p', ['a', 'b'], NOW - 50 * DAY);
    expect(planCollection(state, {}, NOW).freed).toBe(0);
    state.recent.setNodes('p', ['a'], goneMs);
    const there = () => [kept, gone, other].map((key) => isThere(state, outputOf(state, key)));
    return { state, there, gone };
  };

  test('keeps nothing in use, whatever keeps its name elsewhere', () => {
    const { state, there, gone } = withoutOne(NOW - 1);
    expect(gc(state).groups).toMatchObject([{ kind: 'results', backend: 'toy', records: 1 }]);
    expect(there()).toEqual([true, false, true]);
    expect(state.recent.last('p', 'b')).toBe(gone);
  });

  test('and went less long ago than the age that is asked for still does', () => {
    const { state, there } = withoutOne(NOW - 20 * DAY);
    gc(state, { madeBeforeMs: NOW - 30 * DAY });
    expect(there()).toEqual([true, true, true]);
    gc(state, { madeBeforeMs: NOW - 10 * DAY });
    expect(there()).toEqual([true, false, true]);
  });

  test('comes back: it is in use again, also where another goes at the same time', () => {
    const { state, there } = withoutOne(NOW - DAY);
    state.recent.setNodes('p', ['b'], NOW);
    gc(state);
    expect(there()).toEqual([false, true, true]);
    state.recent.setNodes('p', ['a', 'b'], NOW);
    expect(state.recent.everywhere().some(({ goneMs }) => goneMs !== undefined)).toBe(false);
  });

  test('loses its labels only by its name', () => {
    const state = stateOf(newWorkspace());
    const { raw, contents } = label(state, 'old');
    const kept = label(state, 'kept');
    state.recent.setLast('p', 'old_labels', node(state, 'set', 10, { items: 1 }, contents));
    state.recent.setLast('p', 'labels', node(state, 'set 2', 10, { items: 1 }, kept.contents));
    state.recent.setNodes('p', ['labels'], NOW - DAY);
    gc(state, { maxBytes: 0 });
    expect(isThere(state, raw)).toBe(true);
    gc(state, { labels: { nodes: [{ pipeline: 'p', node: 'old_labels' }], all: false } });
    expect([raw, kept.raw].map((one) => isThere(state, one))).toEqual([false, true]);
  });

  test('is written down once, and by nobody who has no news', () => {
    const { state } = withoutOne(NOW - DAY);
    const changes = () => state.index.value<number>('SELECT total_changes()');
    const before = changes();
    state.recent.setNodes('p', ['a'], NOW);
    state.recent.setNodes('q', ['b'], NOW);
    state.recent.setNodes('new', ['b', 'c'], NOW);
    expect(changes()).toBe(before);
    expect(state.recent.everywhere()).toContainEqual(
      expect.objectContaining({ pipeline: 'p', node: 'b', goneMs: NOW - DAY }),
    );
  });
});
