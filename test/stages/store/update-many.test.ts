import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../../base/doors/sqlite.ts';
import { ok } from '../../../base/result.ts';
import type { RowChange } from '../../../stages/store/ase-db/row-change.ts';
import { DatabaseManager } from '../../../stages/store/database-manager.ts';
import { copper, labelOf } from './samples.ts';

let folder: string;
let count = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mlip-update-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function open(): DatabaseManager {
  const opened = DatabaseManager.open(join(folder, `${count++}.db`));
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
}

describe('updateMany', () => {
  const filled = (): DatabaseManager => {
    const manager = open();
    const atoms = copper();
    for (let n = 0; n < 40; n++) {
      const keyValuePairs = { step: n, note: `row ${n}`, kept: true };
      manager.saveDftResult(atoms, labelOf(-n), {
        place: n,
        keyValuePairs,
        data: { n },
      });
    }
    return manager;
  };
  const dump = ({ path }: DatabaseManager): unknown => {
    const db = new Database(path, { readonly: true });
    const of = (sql: string): unknown => db.prepare(sql).raw().all();
    const all = [
      of('SELECT id, unique_id, key_value_pairs, data FROM systems ORDER BY id'),
      ...['keys', 'text_key_values', 'number_key_values'].map((table) =>
        of(`SELECT * FROM ${table} ORDER BY id, key`),
      ),
    ];
    db.close();
    return all;
  };
  const change = (n: number): RowChange => ({
    deleteKeys: n % 2 === 0 ? ['note'] : [],
    keyValuePairs: { step: n * 10, part: n % 3 === 0 ? 'test' : 'train' },
    ...(n % 5 === 0 && { data: { more: n } }),
  });
  const ids = Array.from({ length: 30 }, (_, n) => n + 6);

  it('leaves what one update after the other leaves', () => {
    const [one, many] = [filled(), filled()];
    for (const id of ids) expect(one.update(id, change(id))).toEqual(ok(undefined));
    expect(many.updateMany(new Map(ids.map((id) => [id, change(id)])))).toEqual(ok(undefined));
    expect(dump(many)).toEqual(dump(one));
    one.close();
    many.close();
  });

  it('changes nothing where one of them is refused', () => {
    const manager = filled();
    const before = dump(manager);
    const absent = manager.updateMany(new Map([...ids, 99].map((id) => [id, change(id)])));
    expect(absent).toMatchObject({ ok: false, error: { code: 'absent' } });
    const changes = new Map(ids.map((id) => [id, change(id)] as const));
    const wrong = new Map([
      ...changes,
      [40, { keyValuePairs: { energy: 1 } } as RowChange] as const,
    ]);
    // Also inside a transaction whose work goes on after the refusal.
    const inside = manager.transaction(() => {
      expect(manager.updateMany(wrong)).toMatchObject({ ok: false, error: { code: 'refused' } });
      return ok(undefined);
    });
    expect(inside).toEqual(ok(undefined));
    expect(dump(manager)).toEqual(before);
    manager.close();
  });
});
