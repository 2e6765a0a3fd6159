import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalText } from '../../base/canonical.ts';
import { type Digest, digestBytes } from '../../base/digest.ts';
import { collect, planCollection } from '../../cache/gc.ts';
import type { GcOptions } from '../../cache/gc-options.ts';
import type { State } from '../../cache/state.ts';
import { cacheStats } from '../../cache/stats.ts';
import { DAY, isThere, label, NOW, node, outputOf, recorded } from './kept.ts';
import { filesBelow, newWorkspace, recordOf, stateOf } from './workspace.ts';

const gc = (state: State, options: GcOptions = {}) => collect(state, options, NOW);

describe('what a collection leaves', () => {
  test('is what the last keys name, with all that was made along with it', () => {
    const state = stateOf(newWorkspace());
    const extra = state.objects.put('an attribute');
    const key = node(state, 'kept', 100, {}, [extra]);
    state.recent.setLast('p', 'n', key);
    expect(gc(state)).toMatchObject({ freed: 0, groups: [] });
    expect([outputOf(state, key), extra].every((digest) => isThere(state, digest))).toBe(true);
  });

  test('is every record and the preimage of every key', () => {
    const state = stateOf(newWorkspace());
    const keys = ['a', 'b', 'c'].map((name) => node(state, name, 80_000));
    const values = keys.map((key) => outputOf(state, key));
    state.recent.setLast('p', 'n', keys[0] as Digest);
    expect(gc(state).groups).toMatchObject([
      { kind: 'results', backend: 'toy', records: 2, seconds: 2 },
    ]);
    expect(values.map((digest) => isThere(state, digest))).toEqual([true, false, false]);
    for (const key of keys) {
      expect(state.actions.find(key)).toMatchObject({ outcome: 'ok' });
      expect(isThere(state, key)).toBe(true);
    }
    expect(state.objects.read(values[0] as Digest).ok).toBe(true);
    expect(filesBelow(join(state.folder, 'objects'))).toHaveLength(1);
  });

  test('is what another record names, too', () => {
    const state = stateOf(newWorkspace());
    const shared = state.objects.put('shared');
    state.recent.setLast('p', 'n', node(state, 'kept', 10, {}, [shared]));
    node(state, 'old', 10, {}, [shared]);
    expect(gc(state).freed).toBeGreaterThan(0);
    expect(isThere(state, shared)).toBe(true);
  });

  test('is a view of something in use', () => {
    const state = stateOf(newWorkspace());
    const kept = node(state, 'kept', 10);
    state.recent.setLast('p', 'n', kept);
    const views = [kept, node(state, 'old', 10)].map((key) => {
      const view = state.objects.put(`a view of ${key}`);
      const text = canonicalText(['view', 1, { view: 'v', of: outputOf(state, key) }]);
      state.actions.record(state.objects.put(text), recorded({ view }, {}));
      return view;
    });
    gc(state);
    expect(views.map((view) => isThere(state, view))).toEqual([true, false]);
  });

  test('is every label and its structure, named or not', () => {
    const state = stateOf(newWorkspace());
    const { item, raw, value, contents } = label(state, 'old', { age: 1000 });
    node(state, 'an old set', 10, { items: 1 }, contents);
    gc(state, { maxBytes: 0 });
    expect([item, raw, value].map((one) => isThere(state, one))).toEqual([true, true, true]);
  });

  test('moves the number of losses, and nothing else does', () => {
    const state = stateOf(newWorkspace());
    const before = state.objects.losses();
    gc(state);
    expect(state.objects.losses()).toBe(before);
    node(state, 'old', 10);
    gc(state);
    expect(state.objects.losses()).toBeGreaterThan(before);
  });
});

describe('labels go by name', () => {
  const twoNodes = (state: State) => {
    const labels = ['a', 'b', 'c', 'shared'].map((name) => label(state, name));
    const set = (name: string, of: readonly number[]): void => {
      const contents = of.flatMap((at) => labels[at]?.contents ?? []);
      state.recent.setLast('p', name, node(state, name, 10, { items: of.length }, contents));
    };
    set('first', [0, 3]);
    set('second', [1, 3]);
    return () => labels.map(({ raw, value }) => [raw, value].map((one) => isThere(state, one)));
  };
  const both = [true, true];
  const neither = [false, false];

  test('of a node: those that no other node names', () => {
    const state = stateOf(newWorkspace());
    const there = twoNodes(state);
    const { groups } = gc(state, {
      labels: { nodes: [{ pipeline: 'p', node: 'first' }], all: false },
    });
    expect(groups).toMatchObject([{ kind: 'labels', backend: 'dft', records: 2, seconds: 1 }]);
    expect(there()).toEqual([neither, both, both, both]);
  });

  test('all: those that no last run names', () => {
    const state = stateOf(newWorkspace());
    const there = twoNodes(state);
    gc(state, { labels: { nodes: [], all: true } });
    expect(there()).toEqual([both, both, neither, both]);
  });

  test('and never those that are young enough', () => {
    const state = stateOf(newWorkspace());
    const there = twoNodes(state);
    gc(state, { madeBeforeMs: NOW - DAY, labels: { nodes: [], all: true } });
    expect(there()).toEqual([both, both, both, both]);
  });
});

describe('limits', () => {
  test('of age keep what is younger', () => {
    const state = stateOf(newWorkspace());
    const [young, old] = [10, 40].map((age) => outputOf(state, node(state, `${age}`, 10, { age })));
    gc(state, { madeBeforeMs: NOW - 30 * DAY });
    expect([young, old].map((one) => isThere(state, one as Digest))).toEqual([true, false]);
  });

  test('of size let go first what is cheapest to make again by the byte', () => {
    const state = stateOf(newWorkspace());
    const [dear, large, old] = [
      { seconds: 100, bytes: 1000 },
      { seconds: 100, bytes: 30_000 },
      { seconds: 1, bytes: 1000 },
    ].map(({ seconds, bytes }, at) => outputOf(state, node(state, `${at}`, bytes, { seconds })));
    const there = (): boolean[] => [dear, large, old].map((one) => isThere(state, one as Digest));
    const { bytes } = planCollection(state, {}, NOW);
    gc(state, { maxBytes: bytes - 500 });
    expect(there()).toEqual([true, true, false]);
    gc(state, { maxBytes: bytes - 10_000 });
    expect(there()).toEqual([true, false, false]);
    expect(planCollection(state, { maxBytes: bytes }, NOW).freed).toBe(0);
  });
});

describe('what a killed process left', () => {
  test('goes: values that no record names, files that the index does not know', () => {
    const state = stateOf(newWorkspace());
    const stray = state.objects.put('a value without a record');
    const folder = join(state.folder, 'objects/ab');
    mkdirSync(folder, { recursive: true });
    const orphan = join(folder, 'c'.repeat(62));
    writeFileSync(orphan, 'half a value');
    writeFileSync(join(folder, 'notes.txt'), 'not ours');
    const later = Date.now() + DAY;
    expect(planCollection(state, {}, Date.now()).orphans).toEqual([]);
    expect(collect(state, {}, later)).toMatchObject({
      groups: [{ kind: 'leftovers', objects: 1 }],
      orphans: [{ path: orphan, bytes: 12 }],
    });
    expect(isThere(state, stray)).toBe(false);
    expect([existsSync(orphan), existsSync(join(folder, 'notes.txt'))]).toEqual([false, true]);
  });

  test('is neither the last key of a node that did not finish nor the keys of a run', () => {
    const state = stateOf(newWorkspace());
    const key = state.objects.put(canonicalText(['node', 1, { backend: 'toy' }]));
    state.recent.setLast('p', 'n', key);
    const keys = state.objects.put(`${key} n\n`);
    state.runs.begin('r', 'p', '/p.yaml', NOW);
    state.runs.end('r', JSON.stringify({ keys }));
    state.runs.begin('s', 'p', '/p.yaml', NOW);
    expect(gc(state).freed).toBe(0);
    expect([key, keys].map((digest) => isThere(state, digest))).toEqual([true, true]);
  });
});

test('a dry run changes nothing and says what then goes', () => {
  const shape = fc.record({
    bytes: fc.integer({ min: 1, max: 70_000 }),
    seconds: fc.integer({ min: 0, max: 9 }),
    age: fc.integer({ min: 0, max: 9 }),
    used: fc.boolean(),
    shares: fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }),
  });
  const options = fc.record({ days: fc.integer({ min: 0, max: 9 }), max: fc.nat(200_000) });
  fc.assert(
    fc.property(fc.array(shape, { maxLength: 6 }), options, (shapes, { days, max }) => {
      const workspace = newWorkspace();
      const state = stateOf(workspace);
      const values = shapes.map(({ bytes, seconds, age, used, shares }, at) => {
        const contents = shares.map((n) => state.objects.put(`shared ${n}`));
        const key = node(state, `${at}`, bytes, { seconds, age }, contents);
        if (used) state.recent.setLast('p', `${at}`, key);
        return { used, digests: [outputOf(state, key), ...contents] };
      });
      const asked = { madeBeforeMs: NOW - days * DAY, maxBytes: max };
      const plan = planCollection(stateOf(workspace, 'read'), asked, NOW);
      const done = collect(state, asked, NOW);
      expect(done).toEqual(plan);
      for (const { used, digests } of values) {
        if (used) expect(digests.every((digest) => isThere(state, digest))).toBe(true);
        for (const digest of digests) {
          expect(isThere(state, digest)).toBe(!plan.drop.has(digest));
        }
      }
      expect(state.verify()).toMatchObject({ losses: [], index: [] });
      expect(planCollection(state, asked, NOW).freed).toBe(0);
      state.close();
    }),
    { numRuns: 25 },
  );
}, 60_000);

test('stats count by kind and by back end', () => {
  const state = stateOf(newWorkspace());
  state.recent.setLast('p', 'n', node(state, 'kept', 80_000, { seconds: 3 }));
  node(state, 'old', 1000);
  label(state, 'l', { seconds: 60 });
  state.actions.record(digestBytes('gone'), { ...recordOf({}), outcome: 'failed' });
  const stats = cacheStats(state);
  expect(stats.kinds).toEqual([
    { kind: 'labels', objects: 3, bytes: expect.any(Number), files: 0 },
    { kind: 'results', objects: 4, bytes: expect.any(Number), files: 1 },
    { kind: 'keys', objects: 4, bytes: expect.any(Number), files: 0 },
  ]);
  expect(stats.backends).toContainEqual({
    ...{ backend: 'dft', what: 'calculation', records: 1, failed: 0 },
    ...{ cpuSeconds: 60, wallSeconds: 0 },
  });
  expect(stats.backends).toContainEqual(
    expect.objectContaining({ backend: 'toy', what: 'node', records: 2, cpuSeconds: 4 }),
  );
  expect(stats.freeable).toBeGreaterThanOrEqual(1000);
  expect(stats.indexBytes).toBeGreaterThan(0);
});
