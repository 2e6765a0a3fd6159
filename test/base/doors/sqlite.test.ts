import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, expect, test } from 'vitest';
import { Database } from '../../../base/doors/sqlite.ts';

let db = new Database(':memory:');
afterEach(() => {
  db.close();
  db = new Database(':memory:');
});

/** Collects whatever nobody holds; what was made in this turn is held until the next. */
async function collect(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  await turn();
  gc();
}

test('no native object is collected: Node 24 would abort', async () => {
  db.exec('CREATE TABLE numbers (n); INSERT INTO numbers VALUES (1), (2)');
  const iterated = (): object => {
    const rows = db.prepare('SELECT n FROM numbers').iterate();
    rows.return?.();
    return rows;
  };
  const other = (): object => {
    const opened = new Database(':memory:');
    opened.close();
    return opened;
  };
  const natives = [
    new WeakRef(db.prepare('SELECT 1')),
    new WeakRef(iterated()),
    new WeakRef(other()),
  ];
  const plain = new WeakRef({});
  await collect();
  expect(plain.deref()).toBeUndefined();
  expect(natives.map((native) => native.deref())).not.toContain(undefined);
});

test('an iteration goes through the rows, with values bound', () => {
  db.exec('CREATE TABLE numbers (n); INSERT INTO numbers VALUES (1), (2), (3)');
  const rows = db.prepare('SELECT n FROM numbers WHERE n > ? ORDER BY n').iterate(1);
  expect([...rows]).toEqual([{ n: 2 }, { n: 3 }]);
});

test('a pragma is read as a value or as rows, and set', () => {
  expect(db.pragma('user_version')).toEqual([{ user_version: 0 }]);
  expect(db.pragma('user_version = 3')).toEqual([]);
  expect(db.pragma('user_version', { simple: true })).toBe(3);
  expect(db.pragma('synchronous = OFF', { simple: true })).toBeUndefined();
  expect(db.pragma('journal_mode = MEMORY', { simple: true })).toBe('memory');
});

test('a closed database takes nothing any more, and lets its file go', () => {
  const opened = new Database(':memory:');
  const statement = opened.prepare('SELECT 1');
  opened.close();
  expect(opened.open).toBe(false);
  expect(() => statement.get()).toThrow('not open');
});
