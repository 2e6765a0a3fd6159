// A disk that turns bits in rows of the index: what comes out is what was written, or nothing, and it is said.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { digestBytes } from '../../base/digest.ts';
import { Database } from '../../base/doors/sqlite.ts';
import { damageWords } from '../../cache/damage.ts';
import { collect } from '../../cache/gc.ts';
import { SCHEMA_STEPS, SCHEMA_VERSION } from '../../cache/schema.ts';
import { unsealedStamp } from '../../cache/sealed.ts';
import type { Stamp } from '../../cache/stamp.ts';
import type { State } from '../../cache/state.ts';
import { newWorkspace, recordOf, stateOf } from './workspace.ts';

const KEY = digestBytes('key');
const OTHER = digestBytes('other');
const STAMP = '12 1700000000000000001 1700000000000000002 34' as Stamp;
const RECORD = recordOf({ out: digestBytes('value') });

/** One row of each table that is sealed. */
function filled(): { readonly workspace: string; readonly input: string } {
  const workspace = newWorkspace();
  const state = stateOf(workspace);
  const input = join(workspace, 'in.txt');
  writeFileSync(input, 'in');
  state.objects.put('value');
  state.actions.record(KEY, RECORD);
  state.parses.set(KEY, '{"parsed":1}');
  state.costs.add('emt', KEY, 1, { cpuSeconds: 1, wallSeconds: 2, features: { atoms: 8 } });
  state.recent.setLast('p', 'n', KEY);
  state.published.remember('out.txt', OTHER, STAMP);
  state.runs.begin('r', 'p', '/p.yaml', 1);
  state.runs.end('r', JSON.stringify({ ok: true, keys: KEY }));
  state.index.flush();
  // A file is remembered once its times are behind the clock's tick; the row is what matters here.
  state.index.change('INSERT OR REPLACE INTO files SELECT ?, stamp, digest FROM published', input);
  state.close();
  return { workspace, input };
}

/** The sealed columns, and what reading each gives. */
const SEALED: readonly {
  readonly row: string;
  readonly table: string;
  readonly columns: readonly string[];
  readonly read: (state: State) => unknown;
}[] = [
  {
    row: 'parsed pipeline',
    table: 'parses',
    columns: ['json'],
    read: (state) => state.parses.get(KEY),
  },
  {
    row: 'cost',
    table: 'costs',
    columns: ['features'],
    read: (state) => state.costs.latest('emt', 9)[0],
  },
  {
    row: 'last key',
    table: 'recent',
    columns: ['key'],
    read: (state) => state.recent.last('p', 'n'),
  },
  {
    row: 'published file',
    table: 'published',
    columns: ['digest', 'stamp'],
    read: (state) => state.published.get('out.txt'),
  },
  {
    row: 'run',
    table: 'runs',
    columns: ['summary'],
    read: (state) => state.runs.latest(1)[0]?.summary,
  },
];

const sqlite = (workspace: string) => new Database(join(workspace, '.mlip/index.db'));

/** Turns bits of a column one at a time, every so many of them; the type of the column is kept. */
function* turned(workspace: string, table: string, column: string, step = 1): Generator<Buffer> {
  const db = sqlite(workspace);
  const kept = db.prepare(`SELECT CAST(${column} AS BLOB) FROM ${table}`).pluck().get() as Buffer;
  const type = db.prepare(`SELECT typeof(${column}) FROM ${table}`).pluck().get() as string;
  const set = db.prepare(`UPDATE ${table} SET ${column} = CAST(? AS ${type})`);
  for (let bit = 0; bit < 8 * kept.length; bit += step) {
    const bytes = Buffer.from(kept);
    bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7));
    set.run(bytes);
    yield bytes;
  }
  set.run(kept);
  db.close();
}

describe('a bit that turns', () => {
  for (const { row, table, columns, read } of SEALED) {
    test(`in ${table} gives what was written or nothing, and is noted`, () => {
      const { workspace } = filled();
      const whole = read(stateOf(workspace, 'read'));
      expect(Object.keys(asObject(whole)).length).toBeGreaterThan(0);
      let noted = 0;
      for (const column of columns) {
        for (const bytes of turned(workspace, table, column, 3)) {
          const state = stateOf(workspace, 'read');
          const found = read(state);
          // A seal that is no seal any more leaves what it sealed, as a program without seals wrote it.
          if (found === undefined) noted += 1;
          if (found === undefined) expect(state.damage()).toMatchObject([{ row }]);
          else expect(asObject(found), bytes.toString()).toMatchObject(asObject(whole));
          state.close();
        }
      }
      expect(noted).toBeGreaterThan(40);
    });
  }

  test('in the record of an action is turned back, since what it stands for may have been paid for', () => {
    const { workspace } = filled();
    for (const _ of turned(workspace, 'actions', 'record', 29)) {
      const state = stateOf(workspace, 'read');
      expect(state.actions.find(KEY)).toMatchObject(RECORD);
      expect([...state.actions.findMany([KEY]).values()]).toMatchObject([RECORD]);
      for (const damage of state.damage())
        expect(damage).toMatchObject({ row: 'record', mended: 'bit' });
      state.close();
    }
  });

  test('in a record is turned back on the disk by the first that may write', () => {
    const { workspace } = filled();
    const [first] = turned(workspace, 'actions', 'record');
    expect(first?.length).toBeGreaterThan(0);
    stateOf(workspace).actions.find(KEY);
    const after = stateOf(workspace);
    expect(after.actions.find(KEY)).toMatchObject(RECORD);
    expect(after.damage()).toEqual([]);
  });
});

const asObject = (value: unknown): object => {
  if (typeof value !== 'string') return value as object;
  return value.startsWith('{') ? (JSON.parse(value) as object) : [value];
};

test('two bits of a record are more than can be mended: it counts for nothing, and is said', () => {
  const { workspace } = filled();
  const db = sqlite(workspace);
  db.exec(`UPDATE actions SET record = replace(record, '"outcome":"ok"', '"outcome":"no"')`);
  db.close();
  const state = stateOf(workspace);
  expect(state.actions.find(KEY)).toBeUndefined();
  expect(state.damage()).toEqual([{ row: 'record', of: KEY }]);
  expect(damageWords(state.damage())).toMatch(
    /the disk changed a row of the index \(record sha256:/,
  );
  expect(collect(state, {}).damaged).toMatchObject([{ key: KEY }]);
});

describe('what the rows of a file say', () => {
  test('holds only together: no stamp under another digest or path', () => {
    const { workspace, input } = filled();
    const db = sqlite(workspace);
    const stamp = db.prepare('SELECT stamp FROM published').pluck().get();
    const digest = db.prepare('SELECT digest FROM published').pluck().get();
    db.close();
    expect(unsealedStamp(stamp, digest, 'out.txt')).toEqual({ stamp: STAMP, digest: OTHER });
    expect(unsealedStamp(stamp, digest, 'out.txu')).toBeUndefined();
    expect(stateOf(workspace).files.known(input)).toBeUndefined();
  });

  test('of an older program holds without a seal', () => {
    const { workspace } = filled();
    const digest = sqlite(workspace).prepare('SELECT digest FROM published').pluck().get();
    expect(unsealedStamp(STAMP, digest, 'anything')).toEqual({ stamp: STAMP, digest: OTHER });
  });
});

describe('cache verify', () => {
  test('finds every damaged row, and forgets those that are memories only', () => {
    const { workspace, input } = filled();
    const db = sqlite(workspace);
    db.exec(`
      UPDATE actions SET record = replace(record, '"outcome":"ok"', '"outcome":"no"');
      UPDATE parses SET json = replace(json, '1', '2');
      UPDATE costs SET features = replace(features, '8', '9');
      UPDATE recent SET node = 'm';
      UPDATE published SET path = 'out.txu';
      UPDATE runs SET summary = replace(summary, 'true', 'fals');`);
    db.close();
    const state = stateOf(workspace);
    expect(() => collect(state, {})).toThrow();
    const rows = state.verify().rows.map(({ row, of }) => `${row} ${of}`);
    expect(rows.sort()).toEqual(
      [
        `record ${KEY}`,
        `parsed pipeline ${KEY}`,
        `cost ${KEY}`,
        'last key m of p',
        'published file out.txu',
        `input file ${input}`,
        'run r',
      ].sort(),
    );
    state.close();
    expect(stateOf(workspace).verify().rows).toEqual([{ row: 'record', of: KEY }]);
  });

  test('of a sound state finds nothing', () => {
    const { workspace } = filled();
    sqlite(workspace).exec('DELETE FROM files');
    expect(stateOf(workspace).verify().rows).toEqual([]);
  });
});

test('a last key that is damaged keeps a collection from giving up what it may hold', () => {
  const { workspace } = filled();
  sqlite(workspace).exec("UPDATE recent SET node = 'm'");
  const state = stateOf(workspace);
  expect(() => collect(state, {})).toThrow(/the last key of m of p is damaged/);
});

test('an index of version 2 is sealed when it is brought on', () => {
  const { workspace } = filled();
  const db = sqlite(workspace);
  db.exec(`
    UPDATE recent SET key = substr(key, 1, 32);
    UPDATE published SET stamp = '${STAMP}';
    DELETE FROM files;
    UPDATE runs SET summary = '{"ok":true}';
    DROP TABLE gone;
    PRAGMA user_version = 2;`);
  db.close();
  expect(SCHEMA_STEPS.length).toBe(SCHEMA_VERSION);
  const old = stateOf(workspace, 'read');
  expect(old.recent.last('p', 'n')).toBe(KEY);
  stateOf(workspace);
  const raw = sqlite(workspace);
  const columns = 'SELECT length(key), stamp, summary FROM recent, published, runs';
  const [key, stamp, summary] = raw.prepare(columns).raw().get() as [number, string, string];
  expect(key).toBe(40);
  expect(stamp).toMatch(new RegExp(`^${STAMP} [0-9a-f]{16}$`));
  expect(summary).toMatch(/^\{"ok":true,"check":"[0-9a-f]{16}"\}$/);
  raw.close();
  expect(stateOf(workspace).verify().rows).toEqual([]);
});
