import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { digestBytes } from '../../base/digest.ts';
import { Database } from '../../base/doors/sqlite.ts';
import { blobOf } from '../../cache/blob.ts';
import { migrate, versionOf } from '../../cache/migrate.ts';
import { SCHEMA_STEPS, SCHEMA_VERSION } from '../../cache/schema.ts';
import type { State } from '../../cache/state.ts';
import { newWorkspace, recordOf, stateOf } from './workspace.ts';

type Connection = InstanceType<typeof Database>;

/** The tables of the first release, written out: they stay what they were. */
const VERSION_1 = `
CREATE TABLE small (digest BLOB PRIMARY KEY NOT NULL, bytes BLOB NOT NULL);
CREATE TABLE large (digest BLOB PRIMARY KEY NOT NULL, size INTEGER NOT NULL, stamp TEXT NOT NULL)
  WITHOUT ROWID;
CREATE TABLE actions (key BLOB PRIMARY KEY NOT NULL, record TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE recent (pipeline TEXT NOT NULL, node TEXT NOT NULL, key BLOB NOT NULL,
  PRIMARY KEY (pipeline, node)) WITHOUT ROWID;
CREATE TABLE files (path TEXT PRIMARY KEY NOT NULL, stamp TEXT NOT NULL, digest BLOB NOT NULL)
  WITHOUT ROWID;
CREATE TABLE published (path TEXT PRIMARY KEY NOT NULL, digest BLOB NOT NULL, stamp TEXT NOT NULL,
  next BLOB) WITHOUT ROWID;
CREATE TABLE parses (id INTEGER PRIMARY KEY AUTOINCREMENT, key BLOB NOT NULL UNIQUE,
  json TEXT NOT NULL);
CREATE TABLE runs (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
  pipeline TEXT NOT NULL, file TEXT NOT NULL, started INTEGER NOT NULL, ended INTEGER, summary TEXT);
CREATE TABLE counters (name TEXT PRIMARY KEY NOT NULL, value INTEGER NOT NULL) WITHOUT ROWID;
PRAGMA user_version = 1;
`;

const key = digestBytes('key');

/** A workspace as the first release left it, with one record and one run in it. */
function oldWorkspace(): { readonly workspace: string; readonly file: string } {
  const workspace = newWorkspace();
  mkdirSync(join(workspace, '.mlip'));
  const file = join(workspace, '.mlip/index.db');
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.exec(VERSION_1);
  const value = Buffer.from('value');
  const record = JSON.stringify(recordOf({ out: digestBytes(value) }));
  db.prepare('INSERT INTO actions VALUES (?, ?)').run(blobOf(key), record);
  db.prepare('INSERT INTO small VALUES (?, ?)').run(blobOf(digestBytes(value)), value);
  db.prepare("INSERT INTO runs (id, pipeline, file, started) VALUES ('r', 'p', '/p', 1)").run();
  db.close();
  return { workspace, file };
}

const tables = (db: Connection): unknown =>
  db.prepare('SELECT name, sql FROM sqlite_master ORDER BY name').all();

function versionIn(file: string): number {
  const db = new Database(file, { readonly: true });
  try {
    return versionOf(db);
  } finally {
    db.close();
  }
}

function expectWhole(state: State): void {
  expect(state.actions.find(key)).toMatchObject({ outputs: { out: digestBytes('value') } });
  expect(state.objects.isWhole(digestBytes('value')).ok).toBe(true);
  expect(state.runs.latest(1)).toMatchObject([{ id: 'r', pipeline: 'p' }]);
}

const STEPS = [
  VERSION_1,
  'CREATE TABLE second (a TEXT);',
  "INSERT INTO second VALUES ('x'); CREATE TABLE third (b TEXT);",
];

/** An index in memory at a version of the steps above. */
function indexAt(version: number): Connection {
  const db = new Database(':memory:');
  migrate(db, STEPS.slice(0, version));
  return db;
}

describe('the tables of an index', () => {
  test('begin with those of the first release', () => {
    const now = new Database(':memory:');
    now.exec(SCHEMA_STEPS[0] as string);
    expect(tables(now)).toEqual(tables(indexAt(1)));
  });

  test('are the same, whatever version they come from', () => {
    for (const version of [0, 1, 2, 3]) {
      const db = indexAt(version);
      expect(migrate(db, STEPS)).toBe(3);
      expect(versionOf(db)).toBe(3);
      expect(tables(db)).toEqual(tables(indexAt(3)));
      expect(db.prepare('SELECT a FROM second').pluck().all()).toEqual(['x']);
    }
  });

  test('stay as they were where a step fails', () => {
    const db = indexAt(1);
    const before = tables(db);
    expect(() => migrate(db, [...STEPS, 'CREATE TABLE second (a TEXT);'])).toThrow(/second/);
    expect(tables(db)).toEqual(before);
    expect(versionOf(db)).toBe(1);
    expect(migrate(db, STEPS)).toBe(3);
  });

  test('of a newer program are left alone', () => {
    const db = indexAt(3);
    const before = tables(db);
    expect(migrate(db, STEPS.slice(0, 1))).toBe(3);
    expect(tables(db)).toEqual(before);
  });
});

describe('records of before version 4', () => {
  const keys = [...Array(300).keys()].map((n) => digestBytes(`key ${n}`));
  const insert = 'INSERT OR REPLACE INTO actions VALUES (?, ?)';

  /** An index of a version, with a record of each key. */
  function filled(version: number): { readonly db: Connection; readonly file: string } {
    const file = join(newWorkspace(), 'index.db');
    const db = new Database(file);
    db.pragma('journal_mode = WAL');
    migrate(db, SCHEMA_STEPS.slice(0, version));
    const add = db.prepare(insert);
    for (const [n, key] of keys.entries()) add.run(blobOf(key), `{"made":${n}}`);
    return { db, file };
  }

  test('are all brought on, byte by byte, into the tables of a new index', () => {
    const fresh = new Database(':memory:');
    migrate(fresh, SCHEMA_STEPS);
    const all = 'SELECT hex(key), record FROM actions ORDER BY key';
    for (const version of [1, 2, 3]) {
      const { db } = filled(version);
      const before = db.prepare(all).raw().all();
      expect(before.length).toBe(keys.length);
      migrate(db, SCHEMA_STEPS);
      expect(db.prepare(all).raw().all()).toEqual(before);
      expect(tables(db)).toEqual(tables(fresh));
      expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    }
  });

  test('are read and written by an older program that has the index open', () => {
    const { db: old, file } = filled(3);
    const find = old.prepare('SELECT record FROM actions WHERE key = ?').pluck();
    const add = old.prepare(insert);
    expect(find.get(blobOf(keys[0] as typeof key))).toBe('{"made":0}');
    const db = new Database(file);
    migrate(db, SCHEMA_STEPS);
    expect(find.get(blobOf(keys[7] as typeof key))).toBe('{"made":7}');
    add.run(blobOf(key), '{"made":-1}');
    add.run(blobOf(keys[7] as typeof key), '{"made":-7}');
    const seen = db.prepare('SELECT record FROM actions WHERE key = ?').pluck();
    expect(seen.get(blobOf(key))).toBe('{"made":-1}');
    expect(seen.get(blobOf(keys[7] as typeof key))).toBe('{"made":-7}');
    expect(db.prepare('SELECT count(*) FROM actions').pluck().get()).toBe(keys.length + 1);
  });
});

describe('a workspace of the first release', () => {
  test('is brought on by the first that writes, and keeps what was in it', () => {
    const { workspace, file } = oldWorkspace();
    expectWhole(stateOf(workspace, 'write'));
    expect(versionIn(file)).toBe(SCHEMA_VERSION);
    expectWhole(stateOf(workspace, 'write'));
  });

  test('is read as it is, and not changed by that', () => {
    const { workspace, file } = oldWorkspace();
    const before = readFileSync(file);
    expectWhole(stateOf(workspace, 'read'));
    expect(readFileSync(file)).toEqual(before);
    expect(versionIn(file)).toBe(1);
  });
});
