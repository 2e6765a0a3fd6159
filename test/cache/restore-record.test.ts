// A record that a disk damaged beyond mending: what stands for a label is told by the sets that list it.
import { expect, test } from 'vitest';
import { encodeSet } from '../../base/item-set.ts';
import { damageWords } from '../../cache/damage.ts';
import { collect, planCollection } from '../../cache/gc.ts';
import type { State } from '../../cache/state.ts';
import { isThere, label, NOW, node, outputOf, recorded } from './kept.ts';
import { newWorkspace, stateOf } from './workspace.ts';

/** A label, and a set of a node that lists it. */
function listed(state: State) {
  const { item, raw, value, keys } = label(state, 'one', { seconds: 9 });
  const [calculation, reading] = keys;
  const outcome = { ok: true, value, calculation, reading } as const;
  const set = state.objects.put(encodeSet([{ item, attributes: item, outcome }]));
  const key = state.objects.put('["node",1,{"backend":"dft"}]');
  const contents = state.objects.put([value, ...keys].join('\n'));
  state.actions.record(key, { ...recorded({ set }, { items: 1 }), contents });
  state.recent.setLast('p', 'labels', key);
  state.costs.add('dft', calculation, NOW, { cpuSeconds: 9, wallSeconds: 8, features: {} });
  return { raw, value, calculation, reading, node: key };
}

/** Damages records by more than one bit, those whose text has `like`. */
const damage = ({ index }: State, like = ''): number => {
  const sql = `UPDATE actions SET record = replace(record, '"outcome":"ok"', '"outcome":"no"') WHERE instr(record, ?)`;
  index.change(sql, like);
  return index.value<number>('SELECT changes()') ?? 0;
};

test('is put together again, with what it cost, and kept', () => {
  const workspace = newWorkspace();
  const { raw, value, calculation, reading, node: set } = listed(stateOf(workspace));
  expect(damage(stateOf(workspace), '"raw"') + damage(stateOf(workspace), '"value"')).toBe(2);
  const looking = stateOf(workspace, 'read');
  expect(looking.actions.find(calculation)).toMatchObject({
    ...{ outputs: { raw }, outcome: 'ok', made: NOW },
    cost: { cpuSeconds: 9, wallSeconds: 8 },
  });
  expect([...looking.actions.findMany([reading, set]).keys()].sort()).toEqual(
    [reading, set].sort(),
  );
  expect(looking.actions.find(reading)?.outputs).toEqual({ value });
  const writing = stateOf(workspace);
  writing.actions.find(calculation);
  writing.actions.find(reading);
  expect(writing.damage()).toMatchObject([{ mended: 'sets' }, { mended: 'sets' }]);
  expect(damageWords(writing.damage())).toMatch(/mended, from what sets say/);
  const after = stateOf(workspace);
  expect(after.actions.find(calculation)?.outputs).toEqual({ raw });
  expect(after.damage()).toEqual([]);
});

test('is none where what it made is gone, or the set is damaged as well', () => {
  const workspace = newWorkspace();
  const state = stateOf(workspace);
  const { raw, calculation, reading } = listed(state);
  expect(damage(state)).toBe(3);
  const all = stateOf(workspace, 'read');
  expect([calculation, reading].map((key) => all.actions.find(key))).toEqual([
    undefined,
    undefined,
  ]);
  const other = newWorkspace();
  const second = stateOf(other);
  listed(second);
  damage(second, '"raw"');
  second.index.change(`DELETE FROM small WHERE CAST(bytes AS TEXT) LIKE 'raw output%'`);
  expect(second.actions.find(calculation)).toBeUndefined();
  expect(isThere(state, raw)).toBe(true);
});

test('stops a collection from nothing but what it may name, until it is given up', () => {
  const state = stateOf(newWorkspace());
  const broken = label(state, 'broken');
  state.recent.setLast('p', 'kept', node(state, 'kept', 10));
  expect(damage(state, '"raw"')).toBe(1);
  const old = outputOf(state, node(state, 'old', 1000));
  const leftover = state.objects.put('a leftover');
  const first = collect(state, {}, NOW);
  expect(first.damaged).toMatchObject([{ key: broken.keys[0], tag: 'calculation' }]);
  expect([old, leftover, broken.raw, broken.value].map((one) => isThere(state, one))).toEqual([
    ...[false, true, true, true],
  ]);
  expect(first.held).toBeGreaterThan('a leftover'.length + 'raw output of'.length);
  const labels = { nodes: [], all: true };
  for (const forgetDamaged of [false, true]) {
    expect(() => collect(state, { labels, forgetDamaged }, NOW)).toThrow(
      /while a record is damaged/,
    );
  }
  expect(planCollection(state, { forgetDamaged: true }, NOW).freed).toBeGreaterThan(0);
  expect(isThere(state, broken.raw)).toBe(true);
  collect(state, { forgetDamaged: true }, NOW);
  expect([leftover, broken.raw, broken.value].map((one) => isThere(state, one))).toEqual([
    ...[false, false, true],
  ]);
  expect(collect(state, {}, NOW)).toMatchObject({ damaged: [], held: 0 });
});

test('labels that no set names yet stay while the last run of a pipeline has not ended well', () => {
  const state = stateOf(newWorkspace());
  const { raw } = label(state, 'bought by a run that was killed');
  const all = { labels: { nodes: [], all: true } };
  const end = (id: string, summary?: string) => {
    state.runs.begin(id, 'p', '/p.yaml', NOW);
    if (summary) state.runs.end(id, summary);
  };
  for (const [id, summary] of [['killed'], ['failed', '{"ok":false}']]) {
    end(id as string, summary);
    expect(() => collect(state, all, NOW)).toThrow(
      /the last run of pipeline `p` has not ended well/,
    );
  }
  state.recent.setLast('q', 'n', node(state, 'n', 10));
  const named = { labels: { nodes: [{ pipeline: 'q', node: 'n' }], all: false } };
  expect(() => collect(state, named, NOW)).toThrow(/has not ended well/);
  collect(state, {}, NOW);
  expect(isThere(state, raw)).toBe(true);
  end('ended', '{"ok":true}');
  collect(state, all, NOW);
  expect(isThere(state, raw)).toBe(false);
});

test('labels stay while a node that was begun has not ended', () => {
  const state = stateOf(newWorkspace());
  const { contents, raw } = label(state, 'one');
  state.recent.setLast('p', 'labels', node(state, 'set', 10, { items: 1 }, contents));
  state.recent.setLast('p', 'dft', state.objects.put('["node",1,{"begun":true}]'));
  const given = { pipeline: 'p', node: 'labels' };
  expect(() => collect(state, { labels: { nodes: [given], all: false } }, NOW)).toThrow(
    /`dft` of pipeline `p` has not ended/,
  );
  expect(() => collect(state, { labels: { nodes: [], all: true } }, NOW)).toThrow(/has not ended/);
  collect(state, { labels: { nodes: [given], all: false }, pipelines: new Set(['p']) }, NOW);
  expect(isThere(state, raw)).toBe(false);
});
