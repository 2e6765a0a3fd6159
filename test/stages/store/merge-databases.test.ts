import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { digestValue } from '../../../base/digest.ts';
import { ok } from '../../../base/result.ts';
import { type LevelOfTheory, levelNamed } from '../../../science/label.ts';
import { DatabaseManager } from '../../../stages/store/database-manager.ts';
import { mergeDatabases } from '../../../stages/store/merge-databases.ts';
import { copper, labelOf } from './samples.ts';

const withFile = (symbol: string, file: string): LevelOfTheory => ({
  ...levelNamed('PBE'),
  parts: { [symbol]: digestValue('file', 1, file) },
});

const folder = mkdtempSync(join(tmpdir(), 'mlip-merge-'));
afterAll(() => rmSync(folder, { recursive: true }));
let count = 0;

/** A database of one label, of a structure of its own. */
function databaseOf(level: LevelOfTheory): DatabaseManager {
  const number = count++;
  const opened = DatabaseManager.open(join(folder, `${number}.db`), { lockTimeout: 0 });
  if (!opened.ok) throw new Error(opened.error.message);
  const saved = opened.value.saveDftResult(copper(number / 100), { ...labelOf(-1), level });
  expect(saved.ok).toBe(true);
  return opened.value;
}

it('takes two pseudopotentials of an element for two levels, also where the first row has none of it', () => {
  using target = databaseOf(withFile('Al', 'a'));
  using silicon = databaseOf(withFile('Si', 'one'));
  using other = databaseOf(withFile('Si', 'another'));
  expect(mergeDatabases(target, [silicon, other])).toMatchObject({
    ok: false,
    error: { message: expect.stringContaining('two levels of theory') },
  });
  expect(target.count()).toEqual(ok(1));
});
