import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../base/doors/sqlite.ts';
import { parseExtxyz } from '../../science/formats/extxyz.ts';
import { DatabaseManager } from '../../stages/store/database-manager.ts';
import { copper, emt, labelOf } from '../stages/store/samples.ts';
import { type Bench, openBench } from '../support/command.ts';

let bench: Bench;
/** A database of five labelled rows in two groups and one without a label. */
function make(name: string, words = emt.words, from = 0): void {
  const opened = DatabaseManager.open(join(bench.folder, name));
  if (!opened.ok) throw new Error(opened.error.message);
  using manager = opened.value;
  const level = words === emt.words ? emt : { ...emt, words, digest: `sha256:${'b'.repeat(64)}` };
  for (let i = from; i < from + 5; i++) {
    manager.saveDftResult(copper(i / 100), labelOf(-2 * i, level as typeof emt), {
      attributes: { group: i % 2 ? 'eos' : 'rattle', name: `s${i}` },
      keyValuePairs: { config_type: i % 2 ? 'eos' : 'rattle', step: i },
      calculation: `["calculation",1,{"step":${i}}]`,
    });
  }
  manager.saveStructure(copper(0.9));
}

beforeAll(() => {
  bench = openBench();
  make('a.db');
});
afterAll(() => bench.close());

const lines = (text: string): string[] => text.trimEnd().split('\n');
const objects = (text: string): { readonly [key: string]: unknown }[] =>
  lines(text).map((line) => JSON.parse(line));

describe('mlip-auto db', () => {
  it('ls names the databases below the folder, with rows and labels', async () => {
    const { code, stdout } = await bench.auto('db', 'ls', '--json');
    expect(code).toBe(0);
    expect(objects(stdout)).toEqual([
      expect.objectContaining({ path: 'a.db', rows: 6, labelled: 5 }),
    ]);
  });

  it('query lists the rows of a selection, sorted, and says how many more there are', async () => {
    const { stdout } = await bench.auto(
      'db',
      'query',
      'a.db',
      'energy<0',
      '--sort',
      '-step',
      '--limit',
      '2',
    );
    expect(lines(stdout)[1]).toMatch(/^ *5 {2}Cu2 +2 +-4\.0000 +0\.374 +emt +rattle$/);
    expect(lines(stdout)[2]).toMatch(/^ *4 {2}Cu2 +2 +-3\.0000 +0\.374 +emt +eos$/);
    expect(lines(stdout)[3]).toBe('and 2 more (--limit 4 shows all)');
    const all = await bench.auto('db', 'query', 'a.db', 'config_type=eos', '--json');
    expect(objects(all.stdout).map(({ id }) => id)).toEqual([2, 4]);
  });

  it('says what is wrong with a selection, and ends with 2', async () => {
    const { code, stderr } = await bench.auto('db', 'query', 'a.db', 'energy<low');
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('E0941') &&
        expect.stringContaining('"energy<low": energy is a number, low is none'),
    ]);
    expect((await bench.auto('db', 'show', 'none.db', '1')).stderr).toContain('E0904');
    expect((await bench.auto('db', 'show', 'a.db', '99')).stderr).toContain('has no row 99');
  });

  it('show prints one row, found by its id or by what it holds', async () => {
    const { stdout } = await bench.auto('db', 'show', 'a.db', 'step=3');
    expect(stdout).toMatch(/^row +4 \([0-9a-f]{32}\)$/m);
    expect(stdout).toMatch(/^level of theory +EMT \(ASE 3\.29 parameters\)$/m);
    expect(stdout).toMatch(/^free energy +-6 eV$/m);
    const json = await bench.auto('db', 'show', 'a.db', '4', '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({ id: 4, symbols: ['Cu', 'Cu'], energy: -5.75 });
  });

  it('stats counts by group, element and level', async () => {
    const { stdout } = await bench.auto('db', 'stats', 'a.db', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      rows: 6,
      labelled: 5,
      elements: { Cu: 6 },
      levels: { 'EMT (ASE 3.29 parameters)': 5 },
      groups: [
        { group: 'rattle', rows: 3, energyPerAtom: { least: -4, mean: -2, most: 0 } },
        { group: 'eos', rows: 2, energyPerAtom: { least: -3, mean: -2, most: -1 } },
        { group: '(no group)', rows: 1, labelled: 0 },
      ],
    });
  });

  it('export writes what reads back, and never over a file that is there', async () => {
    expect(
      await bench.auto('db', 'export', 'a.db', 'out.extxyz', '--where', 'energy'),
    ).toMatchObject({
      code: 0,
      stdout: '5 rows in out.extxyz\n',
    });
    const parsed = parseExtxyz(readFileSync(join(bench.folder, 'out.extxyz'), 'utf8'));
    if (!parsed.ok) throw new Error(parsed.error.message);
    expect(parsed.value[3]).toMatchObject({
      structure: copper(0.03),
      info: {
        free_energy: -6,
        energy: -5.75,
        config_type: 'eos',
        step: 3,
        stress: [0.01, 0.002, 0.001, 0.002, 0.02, 0, 0.001, 0, -0.03],
      },
      arrays: { forces: { values: labelOf(0).forces } },
    });
    expect((await bench.auto('db', 'export', 'a.db', 'out.extxyz')).stderr).toContain('--force');
    await bench.auto('db', 'export', 'a.db', 'out.csv');
    expect(lines(readFileSync(join(bench.folder, 'out.csv'), 'utf8')).slice(0, 2)).toEqual([
      'id,formula,natoms,energy_per_atom,fmax,calculator,config_type,labelled,step',
      `1,Cu2,2,0,${Math.sqrt(0.14)},emt,rattle,,0`,
    ]);
    await bench.auto('db', 'export', 'a.db', 'out.jsonl');
    expect(objects(readFileSync(join(bench.folder, 'out.jsonl'), 'utf8'))).toHaveLength(6);
  });

  it('imports an export under a named level of theory, and asks for the name', async () => {
    const asked = await bench.auto('db', 'import', 'out.extxyz', '--into', 'b.db');
    expect([asked.code, asked.stderr]).toEqual([2, expect.stringContaining('--level')]);
    const done = await bench.auto('db', 'import', 'out.extxyz', '--into', 'b.db', '--level', 'PBE');
    expect([done.code, done.stdout]).toEqual([
      0,
      expect.stringContaining('5 labelled structures added'),
    ]);
    expect((await bench.auto('db', 'check', 'b.db')).stdout).toBe('5 rows, 5 labelled: sound\n');
    const twice = await bench.auto(
      'db',
      'import',
      'out.extxyz',
      '--into',
      'b.db',
      '--level',
      'PBE',
    );
    expect([twice.code, twice.stdout]).toEqual([
      0,
      expect.stringContaining('0 labelled structures added, 5 were there already'),
    ]);
    expect((await bench.auto('db', 'check', 'b.db')).stdout).toBe('5 rows, 5 labelled: sound\n');
    const add = (...more: string[]) =>
      bench.auto('db', 'import', 'out.extxyz', '--into', 'b.db', '--level', 'LDA', ...more);
    const refused = await add();
    expect([refused.code, refused.stderr]).toEqual([
      2,
      expect.stringContaining('two levels of theory: "PBE" (row 1 of'),
    ]);
    expect((await add('--mix')).code).toBe(0);
    expect((await bench.auto('db', 'check', 'b.db')).stdout).toContain('10 rows');
  });

  it('merge takes repeated rows once, and two levels only when told', async () => {
    make('c.db', emt.words, 3);
    const merged = await bench.auto('db', 'merge', 'all.db', 'a.db', 'c.db');
    // Rows 3 and 4 and the structure without a label are in both.
    expect(merged.stdout).toBe('all.db: 9 rows added, 3 were there already\n');
    expect((await bench.auto('db', 'check', 'all.db')).stdout).toBe('9 rows, 8 labelled: sound\n');
    make('pbe.db', 'PBE');
    const refused = await bench.auto('db', 'merge', 'all.db', 'pbe.db');
    expect([refused.code, refused.stderr]).toEqual([
      2,
      expect.stringContaining('two levels of theory'),
    ]);
    expect((await bench.auto('db', 'query', 'all.db', '--json')).stdout.split('\n')).toHaveLength(
      10,
    );
    expect((await bench.auto('db', 'merge', 'all.db', 'pbe.db', '--mix')).stdout).toBe(
      'all.db: 5 rows added, 1 were there already\n',
    );
  });

  it('check names every row that was edited or is wrong, and ends with 1', async () => {
    make('bad.db');
    const db = new Database(join(bench.folder, 'bad.db'));
    db.exec('UPDATE systems SET energy = 3 WHERE id = 2');
    db.exec('UPDATE systems SET fmax = 1 WHERE id = 3');
    db.exec("DELETE FROM keys WHERE id = 4 AND key = 'step'");
    db.exec("UPDATE systems SET forces = x'00' WHERE id = 5");
    db.pragma('foreign_keys = OFF');
    db.exec('DELETE FROM systems WHERE id = 6');
    db.close();
    const { code, stdout } = await bench.auto('db', 'check', 'bad.db');
    expect([code, lines(stdout)]).toEqual([
      1,
      [
        'the table species has 1 lines of rows that are gone',
        expect.stringMatching(/^the table keys has 1 lines/),
        expect.stringMatching(/^the table number_key_values has 1 lines/),
        'row 2: its label is not the one that was stored: the row was edited',
        expect.stringMatching(/^row 3: the column fmax says 1, its values give 0\.37/),
        'row 4: searches go by other keys than it has',
        expect.stringMatching(/^row 5: forces: /),
        '5 rows, 4 labelled: 7 things are wrong',
      ],
    ]);
  });
});
