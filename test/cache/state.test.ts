import { execFileSync } from 'node:child_process';
import fs, { chmodSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { digestBytes } from '../../base/digest.ts';
import { Database } from '../../base/doors/sqlite.ts';
import { attempt, StateFailure } from '../../cache/failure.ts';
import { openState } from '../../cache/open.ts';
import {
  childScript,
  ended,
  filesBelow,
  linesOf,
  newWorkspace,
  startChild,
  stateOf,
} from './workspace.ts';

const openingOf = (workspace: string, mode: 'read' | 'write') => {
  const state = openState(workspace, mode);
  return state.ok ? undefined : state.error;
};
const keys = [...Array(40).keys()].map((i) => digestBytes(`key ${i}`));
const [key = digestBytes('')] = keys;

describe('opening', () => {
  test('for reading makes nothing, and an absent state is an empty one', () => {
    const workspace = newWorkspace();
    const state = stateOf(workspace, 'read');
    expect(state.actions.find(key)).toBeUndefined();
    expect(state.objects.read(key)).toMatchObject({ ok: false, error: { loss: 'missing' } });
    expect(state.runs.latest(3)).toEqual([]);
    expect(state.verify()).toMatchObject({ objects: 0, losses: [] });
    expect(() => state.objects.put('x')).toThrow(/opened for reading/);
    expect(() => state.transaction(() => 1)).toThrow(/opened for reading/);
    expect(readdirSync(workspace)).toEqual([]);
  });

  test('a state of a newer program is refused and left as it is', () => {
    const workspace = newWorkspace();
    stateOf(workspace).close();
    const db = new Database(join(workspace, '.mlip/index.db'));
    db.pragma('user_version = 99');
    db.close();
    for (const mode of ['read', 'write'] as const) {
      const refused = openingOf(workspace, mode);
      expect(refused?.code).toBe('E0701');
      expect(refused?.message).toContain('version 99');
    }
    expect(new Database(join(workspace, '.mlip/index.db')).pragma('user_version')).toEqual([
      { user_version: 99 },
    ]);
  });

  test('an index that is no database is said to be damaged', () => {
    const workspace = newWorkspace();
    stateOf(workspace).close();
    writeFileSync(join(workspace, '.mlip/index.db'), 'not a database, '.repeat(1000));
    expect(openingOf(workspace, 'write')).toMatchObject({ code: 'E0704' });
    expect(openingOf(workspace, 'read')).toMatchObject({ code: 'E0704' });
  });

  test('a damaged page is a failure that says so, never an answer', () => {
    const workspace = newWorkspace();
    const state = stateOf(workspace);
    state.transaction(() => {
      for (let i = 0; i < 3000; i++) state.objects.put(`some value ${i}`);
    });
    state.close();
    const file = join(workspace, '.mlip/index.db');
    execFileSync('dd', [
      ...['if=/dev/urandom', `of=${file}`, 'bs=4096', 'seek=12', 'count=30'],
      ...['conv=notrunc', 'status=none'],
    ]);
    const reader = stateOf(workspace, 'read');
    const said = attempt(() => {
      const wrong = [...Array(3000).keys()].filter((i) => {
        const read = reader.objects.read(digestBytes(`some value ${i}`));
        return read.ok && Buffer.from(read.value).toString() !== `some value ${i}`;
      });
      expect(wrong).toEqual([]);
    });
    expect(said).toMatchObject({ ok: false, error: { code: 'E0704' } });
  });

  test('a deleted index is an empty state, whatever lies around it', () => {
    const workspace = newWorkspace();
    const state = stateOf(workspace);
    const large = Buffer.alloc(70_000, 'x');
    state.objects.put(large);
    state.objects.put('small');
    rmSync(join(workspace, '.mlip/index.db'));
    expect(existsSync(join(workspace, '.mlip/index.db-wal'))).toBe(true);
    expect(stateOf(workspace, 'read').objects.size(digestBytes('small'))).toBeUndefined();
    const anew = stateOf(workspace);
    expect(anew.objects.isWhole(digestBytes(large))).toMatchObject({ ok: false });
    const digest = anew.objects.put(large);
    expect(anew.objects.read(digest).ok).toBe(true);
    expect(anew.verify()).toMatchObject({ objects: 1, losses: [], index: [] });
  });

  test('reading works while another process is in the middle of writing', async () => {
    const workspace = newWorkspace();
    const child = startChild('writer', workspace, '0');
    const lines = linesOf(child);
    const { value: line } = await lines.next();
    const reader = stateOf(workspace, 'read');
    const done = digestBytes(`key ${line}`);
    expect(reader.actions.find(done)).toMatchObject({ made: Number(line) });
    expect(reader.objects.read(digestBytes(`small ${line}`)).ok).toBe(true);
  });

  test('two writers at once lose nothing', async () => {
    const workspace = newWorkspace();
    const writers = [0, 1000].map((first) => startChild('writer', workspace, String(first), '150'));
    for (const writer of writers) writer.stdout?.resume();
    await Promise.all(writers.map(ended));
    const state = stateOf(workspace, 'read');
    const all = [0, 1000].flatMap((first) => [...Array(150).keys()].map((i) => first + i));
    expect(state.actions.findMany(all.map((i) => digestBytes(`key ${i}`))).size).toBe(300);
    expect(state.verify()).toMatchObject({ objects: 900, losses: [], index: [] });
  });
});

describe('transactions', () => {
  test('a throw takes everything back and goes on', () => {
    const state = stateOf(newWorkspace());
    const mistake = new Error('halfway');
    const work = () => {
      state.objects.put('in it');
      state.recent.setLast('p', 'n', key);
      throw mistake;
    };
    for (const durable of [false, true]) {
      expect(() => state.transaction(work, { durable })).toThrow(mistake);
      expect(state.objects.size(digestBytes('in it'))).toBeUndefined();
      expect(state.recent.last('p', 'n')).toBeUndefined();
    }
    expect(state.transaction(() => state.objects.put('in it'))).toBe(digestBytes('in it'));
  });

  test('an inner one joins the outer', () => {
    const state = stateOf(newWorkspace());
    const inner = (durable: boolean) =>
      state.transaction(() => state.objects.put('x'), { durable });
    const thenThrow = () => {
      inner(false);
      throw new Error('outer');
    };
    expect(() => state.transaction(thenThrow)).toThrow('outer');
    expect(state.objects.size(digestBytes('x'))).toBeUndefined();
    expect(() => state.transaction(() => inner(true))).toThrow(/durable/);
    state.transaction(() => inner(true), { durable: true });
    expect(state.objects.size(digestBytes('x'))).toBe(1);
  });

  test('asynchronous work is a bug, and takes nothing', () => {
    const state = stateOf(newWorkspace());
    const work = async () => state.objects.put('x');
    expect(() => state.transaction(work)).toThrow(/asynchronous/);
    expect(state.objects.size(digestBytes('x'))).toBeUndefined();
  });

  test('a durable one has forced its files onto the disk, with all that came before', () => {
    const state = stateOf(newWorkspace());
    const synced: number[] = [];
    const real = fs.fsyncSync;
    const put = (text: string) => state.objects.put(Buffer.alloc(80_000, text));
    fs.fsyncSync = (file) => {
      synced.push(fs.fstatSync(file).ino);
      real(file);
    };
    syncBuiltinESMExports();
    try {
      const first = state.transaction(() => put('first'));
      expect(synced).toEqual([]);
      const second = state.transaction(() => put('second'), { durable: true });
      for (const digest of [first, second]) {
        const path = state.objects.pathOf(digest) as string;
        expect(synced).toContain(fs.statSync(path).ino);
        expect(synced).toContain(fs.statSync(dirname(path)).ino);
      }
      synced.length = 0;
      state.transaction(() => put('second'), { durable: true });
      expect(synced).toEqual([]);
    } finally {
      fs.fsyncSync = real;
      syncBuiltinESMExports();
    }
  });
});

describe('when the disk refuses', () => {
  test('a value that cannot be placed is refused in words, and nothing half is left', () => {
    const state = stateOf(newWorkspace());
    const value = Buffer.alloc(70_000, 'value');
    const hex = digestBytes(value).slice(7);
    state.transaction(() => state.objects.put(Buffer.alloc(70_000, 'another')));
    writeFileSync(join(state.folder, 'objects', hex.slice(0, 2)), 'in the way');
    const work = () => {
      state.objects.put('beside it');
      return state.objects.put(value);
    };
    const done = attempt(() => state.transaction(work));
    expect(done).toMatchObject({ ok: false, error: { code: 'E0703' } });
    expect(state.objects.size(digestBytes('beside it'))).toBeUndefined();
    expect(readdirSync(join(state.folder, 'objects/tmp'))).toEqual([]);
    expect(() => state.transaction(work)).toThrow(StateFailure);
  });

  // The limit on file sizes stands for a full disk: writes fail in the same places.
  test.each([
    ['its files', 200_000],
    ['the index', 20_000],
  ])('a limit on %s is said, and what was committed before is whole', (_, size) => {
    const workspace = newWorkspace();
    stateOf(workspace).close();
    const limited = `ulimit -f ${size > 65_536 ? 150 : 400}; exec "$0" "$1" "$2" "$3"`;
    const argv = [process.execPath, childScript('refused'), workspace, String(size)];
    const said = JSON.parse(execFileSync('bash', ['-c', limited, ...argv], { encoding: 'utf8' }));
    expect(said.writing).toMatchObject({ severity: 'error', code: 'E0703' });
    expect(said.writing.message).toMatch(/cannot (write the index|keep a value): /);
    const state = stateOf(workspace);
    expect(state.verify()).toMatchObject({ objects: said.count, losses: [], index: [] });
    expect(filesBelow(state.folder).filter((file) => file.includes('tmp'))).toEqual([]);
  });

  test('a folder that may only be read can be read, and says why it cannot be written', () => {
    const workspace = newWorkspace();
    const state = stateOf(workspace);
    state.actions.record(key, {
      outputs: {},
      outcome: 'ok',
      cost: { cpuSeconds: 0, wallSeconds: 0 },
      made: 1,
      origin: 'run',
    });
    state.close();
    chmodSync(workspace, 0o755);
    chmodSync(state.folder, 0o555);
    const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    const script = childScript('readonly');
    const output = execFileSync(process.execPath, [script, workspace, key], {
      ...user,
      encoding: 'utf8',
    });
    chmodSync(state.folder, 0o755);
    const { found, writing } = JSON.parse(output);
    expect(found).toMatchObject({ made: 1 });
    expect(writing).toMatchObject({ code: 'E0703' });
  });
});
