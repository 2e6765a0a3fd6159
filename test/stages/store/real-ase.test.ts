import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ok } from '../../../base/result.ts';
import { checkKeyValue } from '../../../science/ase-db/key-rules.ts';
import { DatabaseManager, type IdentifiedRow } from '../../../stages/store/database-manager.ts';
import { absent, componentPath } from '../../support/component.ts';
import { copper, labelOf } from './samples.ts';

const checker = fileURLToPath(new URL('../../../python/check_asedb.py', import.meta.url));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mlip-ase-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const ase = (code: string, ...args: string[]): string =>
  execFileSync(componentPath('ase'), ['-W', 'ignore', '-c', code, ...args], {
    cwd: folder,
    encoding: 'utf8',
  });

function open(path: string): DatabaseManager {
  const opened = DatabaseManager.open(path);
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
}

/** Databases with everything that ASE may put into a row. */
const WRITE = `
import numpy as np
from ase import Atoms
from ase.build import bulk, fcc111
from ase.calculators.emt import EMT
from ase.calculators.singlepoint import SinglePointCalculator
from ase.constraints import FixAtoms, FixCartesian
from ase.db import connect
db = connect('theirs.db')
a = bulk('Cu', cubic=True)
a.rattle(0.05, seed=1)
a.calc = EMT()
a.get_forces()
a.get_stress()
data = {'x': np.arange(6).reshape(2, 3), 'y': np.array([True, False]), 'deep': {'c': 1 + 2j, 'n': float('nan')}}
db.write(a, relaxed=True, foo=3, bar=2.5, name='hello', odd=float('nan'), data=data)
db.write(Atoms('OH2', positions=[[0, 0, 0], [0, 0, 1], [0, 1, 0]]))
s = fcc111('Al', (1, 1, 3), vacuum=5)
s.set_momenta(np.ones((3, 3)))
s.set_constraint([FixAtoms([0]), FixCartesian([1], [True, False, True])])
s.set_tags([3, 2, 1])
s.set_masses([1, 2, 3])
db.write(s)
f = bulk('Fe', cubic=True)
f.set_initial_magnetic_moments([2.0, -2.0])
f.set_initial_charges([.5, -.5])
f.calc = SinglePointCalculator(f, energy=-1.0, free_energy=-1.1, forces=np.zeros((2, 3)), stress=np.arange(6.),
                               magmoms=np.array([2.1, -2.1]), charges=np.array([.1, .2]), dipole=np.array([0, 0, 1.]), magmom=0.0)
db.write(f, kind='afm')
g = Atoms('Fe2', positions=[[0, 0, 0], [1, 1, 1]], pbc=[1, 0, 1], cell=[3, 3, 3])
g.set_initial_magnetic_moments([[0, 0, 1], [0, 1, 0]])
db.write(g)
print(repr(float(a.get_potential_energy())))
`;

const VERDICTS = `
import json, sys
from ase import Atoms
from ase.db import connect
db = connect('verdicts.db')
out = []
for key, value in json.loads(sys.argv[1]):
    try:
        db.write(Atoms('H'), key_value_pairs={key: value})
        out.append(True)
    except ValueError:
        out.append(False)
print(json.dumps(out))
`;

describe.skipIf(absent('ase'))('real ASE', () => {
  it('reads every row that we write, finds it by its keys, and adds rows of its own', () => {
    const path = join(folder, 'ours.db');
    const manager = open(path);
    const constraints = [{ name: 'FixAtoms', kwargs: { indices: [0] } }] as never;
    const cluster = {
      ...copper(),
      cell: new Float64Array(9),
      periodic: [false, false, false] as const,
    };
    const { stress: _, ...bare } = labelOf(-9);
    const done = manager.transaction(() => {
      for (let i = 0; i < 30; i++) {
        const saved = manager.saveDftResult(copper(i / 100), labelOf(-i), {
          attributes: { masses: [10, 20.5], tags: [0, i], constraints },
          keyValuePairs: {
            family: i % 2 ? `strain ${i % 5}` : i % 3,
            part: i % 4 ? 'fit' : 'test',
            flag: true,
          },
          data: { numbers: { type: 'float64', shape: [2, 1], values: Float64Array.of(1, 2) } },
        });
        if (!saved.ok) return saved;
      }
      return manager.saveDftResult(cluster, { ...bare, magneticMoments: Float64Array.of(1, -1) });
    });
    expect(done).toEqual(ok(31));
    const moments = {
      ...copper(),
      initialMagneticMoments: Float64Array.of(1, -1),
      initialCharges: Float64Array.of(0.5, 0),
    };
    expect(manager.saveStructures([{ atoms: moments }])).toEqual(ok([32]));

    const said = execFileSync(componentPath('ase'), [checker, path, '--expect-rows', '32'], {
      encoding: 'utf8',
    });
    expect(said).toMatch(/part=fit: 22\npart=test: 8\nrows: 32, labelled: 31, unlabelled: 1/);

    // ASE adds to our file, and we read on.
    ase(
      "from ase.db import connect; from ase.build import bulk; db = connect('ours.db'); db.write(bulk('Au'), note='theirs'); db.update(1, part='other')",
    );
    expect(manager.count()).toEqual(ok(33));
    const last = manager.get(33);
    expect(last.ok && last.value.keyValuePairs).toEqual({ note: 'theirs' });
    expect(manager.saveDftResult(copper(0.5), labelOf(-1))).toEqual(ok(34));
    manager.close();
    expect(
      ase(
        "from ase.db import connect; db = connect('ours.db'); r = db.get(7); print(len(db), r.data['numbers'].shape, r.toatoms().constraints, r.flag)",
      ),
    ).toContain('34 (2, 1) [FixAtoms(indices=[0])] True');
  });

  it('makes the checker fail on a row that is wrong', () => {
    const path = join(folder, 'wrong.db');
    const manager = open(path);
    manager.saveDftResult(copper(), labelOf(-1));
    manager.close();
    ase(
      "import sqlite3; c = sqlite3.connect('wrong.db'); c.execute('UPDATE systems SET fmax = 1'); c.commit()",
    );
    expect(() => execFileSync(componentPath('ase'), [checker, path], { stdio: 'pipe' })).toThrow(
      /row 1: the column fmax says 1/,
    );
  });

  it('writes rows that we read: periodicity, constraints, moments, charges, data, NaN', () => {
    const energy = Number(ase(WRITE));
    const rows = [...open(join(folder, 'theirs.db')).iterate()].map(({ row }) => row);
    const row = (i: number): IdentifiedRow => {
      const read = rows[i];
      if (!read?.ok) throw new Error(read?.error.message);
      return read.value;
    };
    expect(rows.map((read) => read.ok)).toEqual([true, true, true, true, false]);
    expect(row(0).results).toMatchObject({ energy, freeEnergy: energy });
    expect([row(0).results.forces?.length, row(0).results.stress?.length]).toEqual([12, 6]);
    expect(row(0)).toMatchObject({
      calculator: 'emt',
      keyValuePairs: { relaxed: true, foo: 3, bar: 2.5, name: 'hello', odd: Number.NaN },
      data: {
        x: { type: 'int64', shape: [2, 3], values: BigInt64Array.of(0n, 1n, 2n, 3n, 4n, 5n) },
        y: { type: 'bool', shape: [2], values: Uint8Array.of(1, 0) },
        deep: { c: { __complex__: [1, 2] }, n: Number.NaN },
      },
    });
    expect(row(0).structure.periodic).toEqual([true, true, true]);
    expect(row(1)).toMatchObject({
      results: {},
      keyValuePairs: {},
      data: {},
      structure: {
        periodic: [false, false, false],
        cell: new Float64Array(9),
        numbers: Int32Array.of(8, 1, 1),
      },
    });
    expect(row(1).calculator).toBeUndefined();
    expect(row(2)).toMatchObject({
      structure: { periodic: [true, true, false] },
      tags: Int32Array.of(3, 2, 1),
      masses: Float64Array.of(1, 2, 3),
      momenta: new Float64Array(9).fill(1),
      constraints: [{ name: 'FixAtoms', kwargs: { indices: [0] } }, { name: 'FixCartesian' }],
    });
    expect(row(3)).toMatchObject({
      structure: {
        initialMagneticMoments: Float64Array.of(2, -2),
        initialCharges: Float64Array.of(0.5, -0.5),
      },
      results: {
        energy: -1,
        freeEnergy: -1.1,
        stress: Float64Array.of(0, 1, 2, 3, 4, 5),
        magneticMoments: Float64Array.of(2.1, -2.1),
        charges: Float64Array.of(0.1, 0.2),
        dipole: Float64Array.of(0, 0, 1),
        magneticMoment: 0,
      },
    });
    // Non-collinear starting moments have no place in a structure: said, not dropped.
    expect(rows[4]).toMatchObject({
      ok: false,
      error: { message: 'row 5: initial_magmoms: 6 numbers, expected 2' },
    });
  });

  it('never refuses a key or value that our rules let through', () => {
    const texts = [
      '12',
      ' 12',
      '1_000',
      '1e5',
      '.5',
      '5.',
      '+3',
      'nan',
      'inf',
      '-Infinity',
      '1e1_0',
      '١٢',
      'True',
      'False',
      'true',
      '0x10',
      '1e',
      '',
      '12a',
      '1.2.3',
      'None',
      '1j',
      '1__0',
      '_1',
      '1_',
      '1._5',
      '½',
      '1e٣',
    ];
    const keys = [
      'Cu',
      'X',
      'energy',
      'magmom',
      'free_energy',
      'user',
      'age',
      'natoms',
      'formula',
      'pbc',
      'e-f',
      '9a',
      'family',
      'part',
      '_a',
      'name',
    ];
    const pairs = [...texts.map((text) => ['key', text]), ...keys.map((key) => [key, 1])] as [
      string,
      string | number,
    ][];
    const theirs = JSON.parse(ase(VERDICTS, JSON.stringify(pairs))) as boolean[];
    const ours = pairs.map(([key, value]) => checkKeyValue(key, value) === undefined);
    expect(pairs.filter((_, i) => ours[i] && !theirs[i])).toEqual([]);
    // Beyond ASE we refuse only what would be a formula or a column.
    expect(pairs.filter((_, i) => theirs[i] && !ours[i])).toEqual([]);
  });
});
