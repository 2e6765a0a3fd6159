import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { openBench } from '../../support/command.ts';
import { absent, componentPath } from '../../support/component.ts';

/** GFN2-xTB by tblite itself, without us: a water molecule, and diamond with an atom moved. */
const DIRECT = `
import json, sys
from tblite.interface import Calculator
import numpy as np
from ase.units import Hartree, Bohr
out = []
for numbers, positions, cell in json.loads(sys.argv[1]):
    lattice = {"lattice": np.array(cell) / Bohr, "periodic": np.array([True] * 3)} if cell else {}
    calculator = Calculator("GFN2-xTB", np.array(numbers), np.array(positions) / Bohr, **lattice)
    calculator.set("verbosity", 0)
    result = calculator.singlepoint()
    out.append([result.get("energy") * Hartree, (-result.get("gradient") * Hartree / Bohr).tolist()])
print(json.dumps(out))
`;

const water = [
  [8, 1, 1],
  [
    [0, 0, 0.119],
    [0, 0.763, -0.477],
    [0, -0.763, -0.477],
  ],
  null,
];
const h = 1.785;
const diamond = [
  [6, 6],
  [
    [0.03, 0, -0.02],
    [h / 2, h / 2, h / 2],
  ],
  [
    [0, h, h],
    [h, 0, h],
    [h, h, 0],
  ],
];

const EXTXYZ = `3
pbc="F F F"
O 0 0 0.119
H 0 0.763 -0.477
H 0 -0.763 -0.477
2
Lattice="0 1.785 1.785 1.785 0 1.785 1.785 1.785 0" pbc="T T T"
C 0.03 0 -0.02
C 0.8925 0.8925 0.8925
`;

const PIPELINE = `
version: 1
name: xtb
nodes:
  build: { uses: build, with: { import: { file: given.xyz } } }
  label:
    uses: oracle
    inputs: { structures: build }
    with:
      calculator: ase
      module: tblite.ase
      class: TBLite
      args: { method: GFN2-xTB, verbosity: 0 }
      batch: 2
  store: { uses: store, inputs: { labels: label }, publish: { database: xtb.db } }
`;

const python = (code: string, ...args: string[]) =>
  JSON.parse(
    execFileSync(componentPath('tblite'), ['-W', 'ignore', '-c', code, ...args], {
      encoding: 'utf8',
    })
      .trimEnd()
      .split('\n')
      .at(-1)!,
  );

test.skipIf(absent('tblite'))(
  'GFN2-xTB by a pipeline is what tblite computes, in a database that says the versions',
  { timeout: 300_000 },
  async () => {
    const bench = openBench({ MLIP_PYTHON: componentPath('tblite') });
    try {
      bench.write('given.xyz', EXTXYZ);
      bench.write('p.yaml', PIPELINE);
      const run = await bench.run('p.yaml');
      expect([run.code, run.summary.items.executed]).toEqual([0, 2]);
      const rows = python(
        `
import json, sys
from ase.db import connect
rows = connect(sys.argv[1]).select()
print(json.dumps([[r.natoms, r.free_energy, r.forces.tolist(), r.data["level"]["words"]] for r in rows]))
`,
        `${bench.folder}/xtb.db`,
      ) as [number, number, number[][], string][];
      const direct = python(DIRECT, JSON.stringify([water, diamond])) as [number, number[][]][];
      expect(rows).toHaveLength(2);
      for (const [atoms, energy, forces, words] of rows) {
        const [expected, slopes] = direct[atoms === 3 ? 0 : 1]!;
        expect(Math.abs(energy - expected)).toBeLessThan(1e-6);
        forces.flat().forEach((f, k) => {
          expect(Math.abs(f - slopes.flat()[k]!)).toBeLessThan(1e-5);
        });
        expect(words).toMatch(/^TBLite .*GFN2-xTB.*\(ase 3\.29\.0, tblite 0\.8\.0\)$/);
      }
    } finally {
      bench.close();
    }
  },
);
