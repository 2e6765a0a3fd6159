import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Digest, digestBytes } from '../../../base/digest.ts';
import { Database } from '../../../base/doors/sqlite.ts';
import { trainingView } from '../../../science/dataset.ts';
import { type Label, levelNamed, readLabel } from '../../../science/label.ts';
import type { Structure } from '../../../science/structure.ts';
import { replayCalculator } from '../../../stages/oracle/replay.ts';
import { DatabaseManager } from '../../../stages/store/database-manager.ts';
import { openBench } from '../../support/command.ts';
import { absent, componentPath } from '../../support/component.ts';
import { copper, labelOf } from '../store/samples.ts';
import { computeContext, itemTask } from './context.ts';
import { oracleContract } from './contract.ts';

/** The content of a file that `fill` makes, and its digest. */
function made(fill: (path: string) => void): { readonly bytes: Uint8Array; readonly file: Digest } {
  const folder = mkdtempSync(join(tmpdir(), 'mlip-replay-'));
  try {
    const path = join(folder, 'given.db');
    fill(path);
    const bytes = readFileSync(path);
    return { bytes, file: digestBytes(bytes) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const database = (rows: readonly (readonly [Structure, Label])[], change?: string) =>
  made((path) => {
    const opened = DatabaseManager.open(path);
    if (!opened.ok) throw new Error(opened.error.message);
    const manager = opened.value;
    for (const [structure, label] of rows) {
      const saved = manager.saveDftResult(structure, label);
      if (!saved.ok) throw new Error(saved.error.message);
    }
    manager.close();
    if (change === undefined) return;
    const db = new Database(path);
    db.exec(change);
    db.close();
  });

async function replay(
  { bytes, file }: { readonly bytes: Uint8Array; readonly file: Digest },
  structure: Structure,
  settings: object = {},
) {
  const tasks = [itemTask(structure, { calculator: 'replay', database: { file }, ...settings })];
  const context = computeContext([], { [file]: bytes });
  const [result] = await replayCalculator.backend.calculate(tasks, context);
  return result!.ok ? readLabel(result!.value) : result!.error;
}

const whole = database([
  [copper(), labelOf(-1)],
  [copper(0.1), labelOf(-2)],
]);

oracleContract({
  settings: { calculator: 'replay', database: { file: whole.file } },
  structures: [copper(), copper(0.1)],
  unknown: { structure: copper(0.2), symbol: 'no label' },
  files: { [whole.file]: whole.bytes },
});

describe('the replay oracle', () => {
  it('gives the label that was stored, level of theory and all', async () => {
    expect(await replay(whole, copper(0.1))).toEqual(labelOf(-2));
  });

  it('says which structure the file lacks, as invalid', async () => {
    expect(await replay(whole, copper(0.3))).toMatchObject({
      class: 'invalid',
      message: 'given.file has no label for this structure (Cu2)',
    });
  });

  it('takes two rows that say the same, and refuses two that do not', async () => {
    const same = database([
      [copper(), labelOf(-1)],
      [copper(), labelOf(-1)],
    ]);
    expect(await replay(same, copper())).toEqual(labelOf(-1));
    const different = database([
      [copper(), labelOf(-1)],
      [copper(), labelOf(-1, levelNamed('another'))],
    ]);
    expect(await replay(different, copper())).toMatchObject({
      class: 'invalid',
      message: 'rows 1 and 2 of given.file label this structure differently',
    });
  });

  it('refuses a row that was edited', async () => {
    const edited = database([[copper(), labelOf(-1)]], 'UPDATE systems SET free_energy = -1.5');
    expect(await replay(edited, copper())).toMatchObject({
      class: 'invalid',
      message: expect.stringContaining('the row was edited'),
    });
  });

  it('refuses what is no ase.db, and one that is in two files', async () => {
    const text = made((path) => new Database(path).exec('CREATE TABLE a (b)').close());
    expect(await replay(text, copper())).toMatchObject({
      message: expect.stringMatching(/^given\.file cannot be read: it is no ase\.db/),
    });
    const log = database([[copper(), labelOf(-1)]], 'PRAGMA journal_mode = WAL');
    expect(await replay(log, copper())).toMatchObject({
      class: 'invalid',
      message: expect.stringContaining('WAL'),
    });
  });

  it.skipIf(absent('ase'))('reads what ASE wrote, under the level that you name', async () => {
    const script = `
import sys
from ase import Atoms
from ase.calculators.emt import EMT
from ase.db import connect
atoms = Atoms("Cu2", [[0, 0, 0], [1.8, 1.8, 0]], cell=[3.6, 3.6, 3.6], pbc=True)
atoms.calc = EMT()
atoms.get_forces()
connect(sys.argv[1]).write(atoms)
`;
    const written = made((path) => {
      execFileSync(componentPath('ase'), ['-W', 'ignore', '-c', script, path]);
    });
    expect(await replay(written, copper())).toMatchObject({
      class: 'invalid',
      message: expect.stringContaining('level'),
    });
    const label = (await replay(written, copper(), { level: 'EMT, ASE' })) as Label;
    expect(label.level).toEqual(levelNamed('EMT, ASE'));
    expect(label.forces).toHaveLength(6);
  });
});

const pipeline = (oracle: string, name: string): string => `
version: 1
name: whole
nodes:
  build:
    uses: build
    with:
      system: { elements: [Cu], crystal_structure: fcc }
      distortion: { strains: [-0.02, 0, 0.02] }
  label: { uses: oracle, inputs: { structures: build }, with: ${oracle} }
  store:
    uses: store
    inputs: { labels: label }
    publish: { database: ${name}.db, dataset: ${name}.dataset }
`;

describe('a pipeline that replays', () => {
  it('gives training the bytes that it had, also where the file is another with the same labels', async () => {
    const bench = openBench();
    try {
      bench.write('first.yaml', pipeline('{ calculator: emt }', 'first'));
      const first = await bench.run('first.yaml');
      expect(first.code).toBe(0);
      bench.write('again.yaml', pipeline('{ calculator: replay, database: first.db }', 'again'));
      const again = await bench.run('again.yaml');
      expect([again.code, again.summary.items.executed]).toEqual([0, 3]);
      const seen = (name: string) => {
        const bytes = readFileSync(join(bench.folder, `${name}.dataset`));
        return digestBytes(trainingView(bytes));
      };
      expect(seen('again')).toBe(seen('first'));
      const db = new Database(join(bench.folder, 'first.db'));
      db.exec("INSERT INTO information VALUES ('note', 'said later')");
      db.close();
      const third = await bench.run('again.yaml');
      expect([third.code, third.summary.items.executed]).toEqual([0, 3]);
      expect(seen('again')).toBe(seen('first'));
    } finally {
      bench.close();
    }
  }, 120_000);
});
