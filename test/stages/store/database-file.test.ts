import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../../base/doors/sqlite.ts';
import { ok } from '../../../base/result.ts';
import { DatabaseManager, type DatabaseOptions } from '../../../stages/store/database-manager.ts';
import { copper, labelOf } from './samples.ts';

let folder: string;
let count = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mlip-store-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const fresh = (): string => join(folder, `${count++}.db`);

function open(path: string, options: DatabaseOptions = { lockTimeout: 0 }): DatabaseManager {
  const opened = DatabaseManager.open(path, options);
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
}

describe('the file of a database', () => {
  it('waits for the lock file that ASE takes, and says whom it waited for', () => {
    const path = fresh();
    const manager = open(path);
    writeFileSync(`${path}.lock`, '');
    expect(manager.saveDftResult(copper(), labelOf(-1))).toMatchObject({
      ok: false,
      error: { code: 'locked' },
    });
    expect(DatabaseManager.open(path, { lockTimeout: 0 })).toMatchObject({
      ok: false,
      error: { code: 'locked' },
    });
    expect(existsSync(`${path}.lock`)).toBe(true);
    // Reading asks for no lock.
    expect(open(path, { readonly: true }).count()).toEqual(ok(0));
    rmSync(`${path}.lock`);
    expect(manager.saveDftResult(copper(), labelOf(-1)).ok).toBe(true);
    expect(existsSync(`${path}.lock`)).toBe(false);
  });

  it('holds the lock file while it writes', () => {
    const path = fresh();
    const manager = open(path);
    const during = manager.transaction(() => ok(existsSync(`${path}.lock`)));
    expect(during).toEqual(ok(true));
  });

  it('writes the same rows as the same bytes, in one go or in several', () => {
    const write = (): Buffer => {
      const path = fresh();
      const manager = open(path);
      for (let start = 0; start < 60; start += 20) {
        manager.transaction(() => {
          for (let i = start; i < start + 20; i++) {
            manager.saveDftResult(copper(i / 100), labelOf(-i), {
              place: i,
              keyValuePairs: { family: `f ${i % 7}` },
            });
          }
          return ok(undefined);
        });
      }
      manager.close();
      return readFileSync(path);
    };
    expect(write().equals(write())).toBe(true);
  });

  it('makes the tables that ASE makes', () => {
    const path = fresh();
    open(path).close();
    const db = new Database(path, { readonly: true });
    const one = (pragma: string) => db.pragma(pragma, { simple: true });
    expect([one('journal_mode'), one('page_size'), one('user_version'), one('encoding')]).toEqual([
      'delete',
      8192,
      0,
      'UTF-8',
    ]);
    expect(db.prepare('SELECT * FROM information').all()).toEqual([
      { name: 'version', value: '9' },
    ]);
    db.close();
  });

  it('fills the columns that make queries fast', () => {
    const path = fresh();
    const manager = open(path);
    const atoms = {
      ...copper(),
      numbers: Int32Array.of(29, 79),
      initialCharges: Float64Array.of(0.5, 0.25),
    };
    manager.saveDftResult(atoms, labelOf(-1), { keyValuePairs: { part: 'fit', n: 2 } });
    manager.close();
    const db = new Database(path, { readonly: true });
    const columns = db
      .prepare('SELECT natoms, fmax, smax, volume, mass, charge, ctime, username, pbc FROM systems')
      .get();
    expect(columns).toEqual({
      natoms: 2,
      fmax: Math.sqrt(0.1 * 0.1 + 0.2 * 0.2 + 0.3 * 0.3),
      smax: 0.03,
      volume: 3.6 * 3.6 * 3.6,
      mass: 63.546 + 196.966569,
      charge: 0.75,
      ctime: 0,
      username: null,
      pbc: 7,
    });
    const all = (table: string) => db.prepare(`SELECT * FROM ${table}`).all();
    expect(all('species')).toEqual([
      { Z: 29, n: 1, id: 1 },
      { Z: 79, n: 1, id: 1 },
    ]);
    expect(all('keys')).toEqual([
      { key: 'part', id: 1 },
      { key: 'n', id: 1 },
    ]);
    expect(all('text_key_values')).toEqual([{ key: 'part', value: 'fit', id: 1 }]);
    expect(all('number_key_values')).toEqual([{ key: 'n', value: 2, id: 1 }]);
    db.close();
  });

  it('refuses files that are no ase.db of this format', () => {
    const text = fresh();
    writeFileSync(text, 'not a database, and long enough to be read as the head of one '.repeat(4));
    const other = fresh();
    const db = new Database(other);
    db.exec('CREATE TABLE t (x)');
    db.close();
    const old = fresh();
    open(old).close();
    const aged = new Database(old);
    aged.exec("UPDATE information SET value = '5'");
    aged.close();
    for (const [path, why] of [
      [text, /not a database/],
      [other, /not a database of ASE/],
      [old, /version 5/],
      [fresh(), /no such file/],
    ] as const) {
      const opened = DatabaseManager.open(path, { readonly: true });
      expect(opened.ok ? '' : opened.error.message).toMatch(why);
    }
  });

  it('makes the tables of a file that is there and empty: its maker was killed', () => {
    const path = fresh();
    writeFileSync(path, '');
    expect(open(path).saveDftResult(copper(), labelOf(-1))).toEqual(ok(1));
  });

  it('says which row is broken and reads the others', () => {
    const path = fresh();
    const manager = open(path);
    manager.saveDftResult(copper(), labelOf(-1));
    manager.saveDftResult(copper(0.1), labelOf(-2));
    manager.close();
    const db = new Database(path);
    db.prepare('UPDATE systems SET forces = ? WHERE id = 1').run(Buffer.alloc(40));
    db.close();
    const rows = [...open(path, { readonly: true }).iterate()];
    expect(rows.map(({ id, row: read }) => [id, read.ok])).toEqual([
      [1, false],
      [2, true],
    ]);
    expect(open(path, { readonly: true }).get(1)).toMatchObject({
      ok: false,
      error: {
        code: 'unreadable',
        message: expect.stringMatching(/row 1: forces: 5 numbers, expected 6/),
      },
    });
    expect(open(path, { readonly: true }).get(9)).toMatchObject({
      ok: false,
      error: { code: 'absent' },
    });
    expect(open(path, { readonly: true }).saveDftResult(copper(), labelOf(0))).toMatchObject({
      ok: false,
      error: { code: 'cannot-open' },
    });
  });
});
