import { mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { digestBytes } from '../../base/digest.ts';
import { Database } from '../../base/doors/sqlite.ts';
import type { Stamp } from '../../cache/stamp.ts';
import { newWorkspace, recordOf, stateOf } from './workspace.ts';

const keys = [...Array(40).keys()].map((i) => digestBytes(`key ${i}`));
const [key = digestBytes('')] = keys;
const later = () => vi.setSystemTime(Date.now() + 60_000);
afterEach(() => void vi.useRealTimers());

describe('actions', () => {
  test('a record comes back as it was, until it is replaced or forgotten', () => {
    const workspace = newWorkspace();
    const state = stateOf(workspace);
    const made = recordOf({ value: digestBytes('v') });
    state.actions.record(key, made);
    expect(stateOf(workspace, 'read').actions.find(key)).toEqual(made);
    const failure = { class: 'physics', message: 'not converged', hint: 'mix less' } as const;
    state.actions.record(key, { ...made, outcome: 'failed', failure });
    expect(state.actions.find(key)).toMatchObject({ outcome: 'failed', failure });
    state.actions.forget(key);
    expect(state.actions.find(key)).toBeUndefined();
  });

  test('many at once are what they are one by one', () => {
    const state = stateOf(newWorkspace());
    for (const [i, each] of keys.entries()) {
      if (i % 3) state.actions.record(each, recordOf({ value: digestBytes(`value ${i}`) }));
    }
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...keys)), (asked) => {
        const found = state.actions.findMany(asked);
        for (const each of asked) expect(found.get(each)).toEqual(state.actions.find(each));
        expect([...found.keys()].every((each) => asked.includes(each))).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});

describe('digests of input files', () => {
  const rowsOf = (workspace: string) =>
    new Database(join(workspace, '.mlip/index.db')).prepare('SELECT count(*) FROM files').pluck();

  test('is that of the bytes, whenever they change', () => {
    const workspace = newWorkspace();
    const state = stateOf(workspace);
    const path = join(workspace, 'input.xyz');
    for (const text of ['one', 'two', 'a longer text', '']) {
      writeFileSync(path, text);
      for (let i = 0; i < 3; i++) {
        expect(state.files.digestFile(path)).toEqual({ ok: true, value: digestBytes(text) });
      }
    }
  });

  test('a file just written is not remembered, an older one is', () => {
    const workspace = newWorkspace();
    const state = stateOf(workspace);
    const path = join(workspace, 'input.xyz');
    writeFileSync(path, 'text');
    vi.setSystemTime(Date.now());
    state.files.digestFile(path);
    expect(rowsOf(workspace).get()).toBe(0);
    later();
    state.files.digestFile(path);
    // Along with the next commit.
    state.transaction(() => {});
    expect(rowsOf(workspace).get()).toBe(1);
    expect(stateOf(workspace, 'read').files.digestFile(path)).toEqual({
      ok: true,
      value: digestBytes('text'),
    });
    writeFileSync(path, 'tixt');
    utimesSync(path, 1e9, 1e9);
    expect(state.files.digestFile(path)).toEqual({ ok: true, value: digestBytes('tixt') });
  });

  test('a link counts as what it leads to', () => {
    const workspace = newWorkspace();
    const state = stateOf(workspace);
    const [path, link] = [join(workspace, 'input.xyz'), join(workspace, 'link')];
    writeFileSync(path, 'first');
    symlinkSync(path, link);
    later();
    expect(state.files.digestFile(link)).toEqual({ ok: true, value: digestBytes('first') });
    writeFileSync(path, 'other');
    expect(state.files.digestFile(link)).toEqual({ ok: true, value: digestBytes('other') });
  });

  test('what has no digest says why', () => {
    const workspace = newWorkspace();
    const state = stateOf(workspace);
    mkdirSync(join(workspace, 'folder'));
    writeFileSync(join(workspace, 'file'), '');
    symlinkSync('nowhere', join(workspace, 'dangling'));
    const trouble = (name: string) => state.files.digestFile(join(workspace, name));
    expect(trouble('folder')).toEqual({ ok: false, error: 'folder' });
    expect(trouble('nothing')).toEqual({ ok: false, error: 'missing' });
    expect(trouble('dangling')).toEqual({ ok: false, error: 'missing' });
    expect(trouble('file/below')).toEqual({ ok: false, error: 'missing' });
    rmSync(join(workspace, 'dangling'));
    symlinkSync('dangling', join(workspace, 'dangling'));
    expect(trouble('dangling')).toEqual({ ok: false, error: 'unreadable' });
  });

  test('reading mode remembers nothing, and says the same', () => {
    const workspace = newWorkspace();
    stateOf(workspace);
    const path = join(workspace, 'input.xyz');
    writeFileSync(path, 'text');
    later();
    const reader = stateOf(workspace, 'read');
    expect(reader.files.digestFile(path)).toEqual({ ok: true, value: digestBytes('text') });
    expect(rowsOf(workspace).get()).toBe(0);
  });
});

describe('the rest', () => {
  test('the last key of a node', () => {
    const state = stateOf(newWorkspace());
    const [first = key, second = key] = keys;
    state.recent.setLast('p', 'train', first);
    state.recent.setLast('q', 'train', second);
    expect(state.recent.last('p', 'train')).toBe(first);
    state.recent.setLast('p', 'train', second);
    expect(state.recent.last('p', 'train')).toBe(second);
    expect(state.recent.last('p', 'build')).toBeUndefined();
  });

  test('the newest 64 parses', () => {
    const workspace = newWorkspace();
    const state = stateOf(workspace);
    const names = [...Array(70).keys()].map((i) => digestBytes(`parse ${i}`));
    for (const [i, name] of names.entries()) state.parses.set(name, `{"n":${i}}`);
    const kept = names.filter((name) => state.parses.get(name) !== undefined);
    expect(kept).toEqual(names.slice(-64));
    state.parses.set(names[0] ?? key, '{"again":true}');
    const reader = stateOf(workspace, 'read');
    expect(reader.parses.get(names[0] ?? key)).toBe('{"again":true}');
    expect(reader.parses.get(names[6] ?? key)).toBeUndefined();
    reader.parses.set(key, '{}');
    expect(reader.parses.get(key)).toBeUndefined();
  });

  test('runs, the newest first', () => {
    vi.setSystemTime(5000);
    const state = stateOf(newWorkspace());
    state.runs.begin('a', 'cu', '/w/cu.yaml', 1000);
    state.runs.begin('b', 'cu', '/w/cu.yaml', 2000);
    state.runs.end('a', '{"ok":true}');
    const about = { pipeline: 'cu', file: '/w/cu.yaml' };
    expect(state.runs.latest(5)).toEqual([
      { id: 'b', ...about, startedMs: 2000 },
      { id: 'a', ...about, startedMs: 1000, endedMs: 5000, summary: '{"ok":true}' },
    ]);
    expect(state.runs.latest(1)).toHaveLength(1);
  });

  test('published files, and what was about to be put there', () => {
    const state = stateOf(newWorkspace());
    const [first = key, second = key] = keys;
    state.published.intend('out', first);
    expect(state.published.get('out')).toEqual({ digest: first, stamp: '', next: first });
    state.published.remember('out', first, '1 2 3 4' as Stamp);
    expect(state.published.get('out')).toEqual({ digest: first, stamp: '1 2 3 4' });
    state.published.intend('out', second);
    expect(state.published.get('out')).toEqual({ digest: first, stamp: '1 2 3 4', next: second });
    expect(state.published.get('other')).toBeUndefined();
  });

  test('scratch folders are apart, and swept when their process is gone', async () => {
    const state = stateOf(newWorkspace());
    const [mine, other] = [state.scratch(), state.scratch()];
    expect(mine).not.toBe(other);
    const gone = [join(state.folder, 'scratch/1999999999-0123456789ab-0')];
    gone.push(join(state.folder, `scratch/${process.pid}-0123456789ab-0`));
    gone.push(join(state.folder, 'objects/tmp/1999999999-0123456789ab-7'));
    for (const folder of gone) mkdirSync(join(folder, 'below'), { recursive: true });
    await state.sweep();
    await state.sweep();
    for (const folder of gone) expect(() => rmSync(folder)).toThrow(/ENOENT/);
    writeFileSync(join(mine, 'still there'), '');
  });
});
