import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ok } from '../../../base/result.ts';
import { DatabaseManager } from '../../../stages/store/database-manager.ts';
import { absent, componentPath } from '../../support/component.ts';

/** A file of ASE's own with all that can be asked for; the seed is fixed, the structures are not special. */
const WRITE = `
import numpy as np
from ase import Atoms
from ase.build import bulk, molecule, fcc111
from ase.calculators.emt import EMT
from ase.calculators.singlepoint import SinglePointCalculator
from ase.constraints import FixAtoms
from ase.db import connect
rng = np.random.default_rng(7)
db = connect('theirs.db')
with db:
    for i in range(60):
        a = bulk(['Cu', 'Au', 'Al'][i % 3], cubic=bool(i % 2)) * (1 + i % 2, 1, 1)
        a.rattle(0.05, seed=i)
        if i % 4 == 1:
            a.numbers[0] = 79
        a.calc = EMT()
        a.get_potential_energy(); a.get_forces()
        if i % 5:
            a.get_stress()
        db.write(a, config_type=['eos', 'rattle'][i % 2], step=i, relaxed=bool(i % 3), weight=float(rng.random()))
    for name in ['H2O', 'CO2', 'CH4', 'C6H6', 'NH3']:
        db.write(molecule(name), note=name.lower() + ' molecule', step=1000)
    s = fcc111('Al', (1, 1, 3), vacuum=5); s.set_constraint(FixAtoms([0])); db.write(s, slab=True)
    w = Atoms('H', pbc=[1, 0, 1], cell=[3, 3, 3]); w.set_initial_charges([1.0]); db.write(w, config_type='wire', charged=True)
    f = bulk('Fe', cubic=True)
    f.calc = SinglePointCalculator(f, energy=-8.5, magmom=4.4); db.write(f, spin='fm')
    db.write(Atoms())
`;

const ASK = `
import json, sys
from ase.db import connect
db = connect('theirs.db')
out = []
for selection, sort, limit, offset in json.loads(sys.argv[1]):
    # An id alone is a number there, as on ASE's command line.
    selection = int(selection) if selection.isdigit() else selection
    ids = [row.id for row in db.select(selection, sort=sort, limit=limit, offset=offset or 0)]
    out.append([db.count(selection), ids])
print(json.dumps(out))
`;

/** Selection, key to sort by, limit, offset. */
const QUERIES: readonly (readonly [string, string?, number?, number?])[] = [
  [''],
  ['3'],
  ['id=5'],
  ['id>60'],
  ['Cu'],
  ['Cu>3'],
  ['Cu<2'],
  ['Cu=0'],
  ['Cu<=0,Au=0'],
  ['Cu!=4'],
  ['Cu>0,Cu<5'],
  ['Au,Cu'],
  ['CuAu'],
  ['Cu3Au'],
  ['H2O'],
  ['CH4'],
  ['formula=H2O'],
  ['formula=C6H6'],
  ['natoms<=4'],
  ['natoms>4,natoms!=8'],
  ['energy<0'],
  ['energy>=0,Al'],
  ['0<energy<0.5'],
  ['0.01<=energy<=1.5'],
  ['energy'],
  ['forces'],
  ['fmax>0.3'],
  ['smax>0.05'],
  ['strain'],
  ['volume>60'],
  ['mass<100'],
  ['charge=1'],
  ['charge>0'],
  ['magmom=4.4'],
  ['pbc=TTT'],
  ['pbc=TFT'],
  ['pbc!=TTT'],
  ['calculator=emt'],
  ['calculator!=emt'],
  ['calculator'],
  ['constraints'],
  ['config_type=eos'],
  ['config_type!=eos'],
  ['config_type>eos'],
  ['relaxed'],
  ['relaxed=True'],
  ['relaxed=False,Cu'],
  ['relaxed=1'],
  ['-relaxed'],
  ['-config_type,natoms>1'],
  ['step>=10,step<20'],
  ['step=1000'],
  ['weight<0.25,config_type=rattle'],
  ['note=h2o molecule'],
  ['slab'],
  ['nothing=1'],
  ['age>1y'],
  ['age<1h+30m'],
  ['unique_id=no'],
  ['Cu', 'energy'],
  ['', '-energy'],
  ['', 'weight'],
  ['', '-config_type', 20],
  ['natoms>1', '-natoms', 7, 3],
  ['', 'step', 10, 50],
  ['', 'natoms', 1000, 60],
];

describe.skipIf(absent('ase'))('selections in the query language of ASE', () => {
  let folder: string;
  const python = (code: string, ...args: string[]): string =>
    execFileSync(componentPath('ase'), ['-W', 'ignore', '-c', code, ...args], {
      cwd: folder,
      encoding: 'utf8',
    });
  const open = (name: string): DatabaseManager => {
    const opened = DatabaseManager.open(join(folder, name));
    if (!opened.ok) throw new Error(opened.error.message);
    return opened.value;
  };
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'mlip-queries-'));
    python(WRITE);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('select, count and sort the same rows as ASE in its own file', () => {
    const theirs = JSON.parse(
      python(
        ASK,
        JSON.stringify(QUERIES.map(([q, s, l, o]) => [q, s ?? null, l ?? null, o ?? null])),
      ),
    ) as [number, number[]][];
    const manager = open('theirs.db');
    QUERIES.forEach(([selection, sort, limit, offset], i) => {
      const [count, ids] = theirs[i] as [number, number[]];
      expect([selection, manager.count(selection)]).toEqual([selection, ok(count)]);
      const options = { ...(sort && { sort }), ...(limit && { limit }), ...(offset && { offset }) };
      const selected = manager.select(selection, options);
      if (!selected.ok) throw new Error(selected.error.message);
      const found = [...selected.value].map(({ id }) => id);
      // ASE leaves rows of equal sort keys in no stated order: those are compared as sets.
      if (sort) {
        expect([selection, found.length]).toEqual([selection, ids.length]);
        if (!limit && !offset) expect([...found].sort()).toEqual([...ids].sort());
      } else expect([selection, found]).toEqual([selection, ids]);
    });
    manager.close();
  });

  it('sort by the same values as ASE', () => {
    const values = (key: string) =>
      python(
        `from ase.db import connect\nimport json, sys\nprint(json.dumps([r.get(sys.argv[1].lstrip('-')) for r in connect('theirs.db').select(sort=sys.argv[1])]))`,
        key,
      );
    const manager = open('theirs.db');
    for (const sort of ['energy', '-natoms', 'weight', '-config_type', 'step']) {
      const selected = manager.select('', { sort });
      if (!selected.ok) throw new Error(selected.error.message);
      const key = sort.replace('-', '');
      const ours = [...selected.value].map(({ row }) => {
        if (!row.ok) throw new Error(row.error.message);
        const { structure, results, keyValuePairs } = row.value;
        if (key === 'natoms') return structure.numbers.length;
        return (key === 'energy' ? results.energy : keyValuePairs[key]) ?? null;
      });
      expect([sort, ours]).toEqual([sort, JSON.parse(values(sort))]);
    }
    manager.close();
  });

  it('update, delete and metadata leave what ASE leaves', () => {
    copyFileSync(join(folder, 'theirs.db'), join(folder, 'a.db'));
    copyFileSync(join(folder, 'theirs.db'), join(folder, 'b.db'));
    python(`
from ase.db import connect
db = connect('a.db')
db.update(3, delete_keys=['weight', 'absent'], config_type='other', step=2.5, new=True, data={'x': 1})
db.update(62, note2='more')
db.delete([row.id for row in db.select('Au,config_type=eos')])
db.metadata = {'title': 'T', 'n': [1, 2]}
`);
    const manager = open('b.db');
    const done = manager.transaction(() => {
      const first = manager.update(3, {
        deleteKeys: ['weight', 'absent'],
        keyValuePairs: { config_type: 'other', step: 2.5, new: true },
        data: { x: 1 },
      });
      if (!first.ok) return first;
      const second = manager.update(62, { keyValuePairs: { note2: 'more' } });
      if (!second.ok) return second;
      const third = manager.delete('Au,config_type=eos');
      return third.ok ? manager.setMetadata({ title: 'T', n: [1, 2] }) : third;
    });
    expect(done).toEqual(ok(undefined));
    expect(manager.metadata()).toEqual(ok({ title: 'T', n: [1, 2] }));
    manager.close();
    const said = python(`
import sqlite3
dump = lambda name, sql: sqlite3.connect(name).execute(sql).fetchall()
for sql in ['select id, unique_id, key_value_pairs, data, energy from systems order by id', 'select * from keys order by id, key',
            'select * from text_key_values order by id, key', 'select * from number_key_values order by id, key',
            'select * from species order by id, Z']:
    a, b = dump('a.db', sql), dump('b.db', sql)
    if 'systems' in sql:
        import json
        a, b = [[(r[0], r[1], json.loads(r[2]), r[3], r[4]) for r in t] for t in (a, b)]
    print(a == b, len(a))
from ase.db import connect
print(connect('b.db').metadata, connect('b.db').get(3).data)
`);
    expect(said.match(/^True \d+$/gm)).toHaveLength(5);
    expect(said).toContain("{'title': 'T', 'n': [1, 2]} {'x': 1}");
  });
});
