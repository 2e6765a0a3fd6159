import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type CanonicalObject, canonicalText } from '../../../base/canonical.ts';
import { executeAlone } from '../../../engine/programs/alone.ts';
import type { StageContext } from '../../../engine/stage.ts';
import { lennardJones } from '../../../science/classical/lennard-jones.ts';
import { emt } from '../../../science/emt/emt.ts';
import { type Label, readLabel } from '../../../science/label.ts';
import type { Structure } from '../../../science/structure.ts';
import { aseCalculator } from '../../../stages/oracle/ase/ase.ts';
import { shaken } from '../../science/classical/laws.ts';
import { openBench } from '../../support/command.ts';
import { absent, componentPath, findComponent } from '../../support/component.ts';
import { computeContext, itemTask } from './context.ts';
import { oracleContract } from './contract.ts';

const { backend } = aseCalculator;
const scratch = mkdtempSync(join(tmpdir(), 'mlip-ase-'));
afterAll(() => rmSync(scratch, { recursive: true }));

/** A context that runs programs, each in a folder of its own. */
function programContext(how: CanonicalObject = {}): StageContext {
  const { signal } = new AbortController();
  return {
    ...computeContext(),
    how,
    scratch: () => scratch,
    exec: (argv, options = {}) =>
      executeAlone({ argv, folder: mkdtempSync(join(scratch, 'run-')), options, signal }),
  };
}

const versions = '{"ase":"3.29.0"}';
const python = findComponent('ase') ?? '';
const resolved = (settings: object) => {
  const result = backend.resolve({ calculator: 'ase', ...settings } as never);
  return result.ok ? result.value : result.error;
};

/** The labels, or the failures, of structures by a calculator of ASE. */
async function label(settings: object, given: readonly Structure[], said = versions, how = {}) {
  const own = resolved({ python, ...settings }) as { with: CanonicalObject; how: CanonicalObject };
  const key = { ...own.with, versions: said };
  const tasks = given.map((structure) => itemTask(structure, key));
  const raw = await backend.calculate(tasks, programContext({ ...own.how, ...how }));
  return raw.map((result, at) => {
    const read = result.ok ? backend.reading!.read(result.value, tasks[at]!) : result;
    return read.ok ? readLabel(read.value) : read.error;
  });
}

const near = (
  label: Label,
  expected: { energy: number; forces: Float64Array; stress?: Float64Array },
) => {
  const all = ({ energy, forces, stress }: typeof expected) => [
    energy,
    ...forces,
    ...(stress ?? []),
  ];
  const [ours, theirs] = [all(expected), all({ ...label, forces: label.forces! })];
  expect(theirs).toHaveLength(ours.length);
  ours.forEach((x, k) => {
    expect(Math.abs(x - theirs[k]!)).toBeLessThanOrEqual(1e-10 * Math.max(1, Math.abs(x)));
  });
  expect(label.freeEnergy).toBe(label.energy);
};
const must = <T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T => {
  if (result.ok) return result.value;
  throw new Error(JSON.stringify(result.error));
};

const copper = shaken(29, 3.7, 1);
const cluster: Structure = {
  ...copper,
  cell: new Float64Array(9),
  periodic: [false, false, false],
};
const iron: Structure = { ...copper, numbers: Int32Array.of(26, 26, 26, 26) };

describe('the settings of the ASE oracle', () => {
  it('keep what changes no result out of the key', () => {
    const settings = {
      name: 'emt',
      python: '/opt/python',
      batch: 16,
      time_limit: 60,
      pass_env: ['X'],
    };
    expect(resolved(settings)).toMatchObject({
      with: { calculator: 'ase', name: 'emt', args: {} },
      how: { python: '/opt/python', batch: 16, time_limit: 60, pass_env: ['X'] },
      program: { into: 'versions', fresh: true },
    });
    expect(canonicalText((resolved(settings) as { with: CanonicalObject }).with)).toBe(
      canonicalText({ calculator: 'ase', name: 'emt', args: {} }),
    );
    expect(backend.batchOf?.({ batch: 16 })).toBe(16);
    expect(backend.batchOf?.({})).toBe(1);
  });

  it('name one calculator', () => {
    const message = 'give either `name`, or `module` and `class`';
    for (const settings of [{}, { module: 'a.b' }, { name: 'emt', class: 'EMT' }]) {
      expect(resolved(settings)).toMatchObject([{ message }]);
    }
    const twice = { name: 'emt', args: { model: 1 }, files: { model: 'x' } };
    expect(resolved(twice)).toMatchObject([{ path: ['files', 'model'] }]);
  });
});

describe.skipIf(absent('ase'))('the ASE oracle', () => {
  oracleContract({
    settings: { calculator: 'ase', name: 'emt' },
    structures: [copper, cluster],
    unknown: { structure: iron, symbol: 'Fe' },
    program: { versions },
    context: programContext({ python }),
  });

  it('gives what our own EMT and Lennard-Jones give', { timeout: 60_000 }, async () => {
    const [crystal, lone] = (await label({ name: 'emt', batch: 2 }, [copper, cluster])) as Label[];
    near(crystal!, must(emt(copper)));
    near(lone!, must(emt(cluster)));
    const parameters = { epsilon: 0.0104, sigma: 3.4, cutoff: 8 };
    const argon = shaken(18, 5.3, 2);
    const args = { epsilon: 0.0104, sigma: 3.4, rc: 8 };
    const [made] = (await label({ name: 'lj', args }, [argon])) as Label[];
    near(made!, must(lennardJones(argon, parameters)));
    expect(made!.level.words).toBe('lj {"epsilon":0.0104,"rc":8,"sigma":3.4} (ase 3.29.0)');
    expect(made!.level.digest).not.toBe(crystal!.level.digest);
  });

  it('refuses to label under other versions than the key has', { timeout: 60_000 }, async () => {
    expect(await label({ name: 'emt' }, [copper], '{"ase":"3.28.0"}')).toMatchObject([
      { class: 'invalid', message: expect.stringContaining('"3.29.0"') },
    ]);
  });

  it('says what keeps a calculator from starting', { timeout: 60_000 }, async () => {
    const settings = { module: 'no.such.module', class: 'Nothing' };
    expect(await label(settings, [copper])).toMatchObject([
      { class: 'invalid', message: expect.stringContaining("No module named 'no'") },
    ]);
  });
});

/** Calculators that go wrong, each in its way, where the first atom says so. */
const BAD = `
import os, signal, time
import numpy as np
from ase.calculators.calculator import Calculator, SCFError, all_changes

class Bad(Calculator):
    implemented_properties = ["energy", "forces", "free_energy"]
    def __init__(self, free=True, path=None):
        super().__init__()
        self.free = free
        self.shift = 0.0 if path is None else float(open(path).read())

    def calculate(self, atoms=None, properties=None, system_changes=all_changes):
        super().calculate(atoms, properties, system_changes)
        print("calculators print")
        which = atoms.numbers[0]
        if which == 1: os.kill(os.getpid(), signal.SIGSEGV)
        if which == 2: time.sleep(3600)
        if which == 3: raise SCFError("no end in sight")
        if which == 4: raise ValueError("what is this")
        if which == 5: os._exit(7)
        energy = float("nan") if which == 6 else -1.0 + self.shift
        self.results = {"energy": energy, "forces": np.zeros((1 if which == 7 else len(atoms), 3))}
        if self.free: self.results["free_energy"] = energy
`;

describe.skipIf(absent('ase'))('a calculator that goes wrong', () => {
  const atoms = (number: number): Structure => ({
    ...cluster,
    numbers: Int32Array.of(number, 29, 29, 29),
  });
  const bad = { module: 'bad', class: 'Bad', pass_env: ['PYTHONPATH'], batch: 9 };
  const said = '{"ase":"3.29.0","bad":"1"}';
  writeFileSync(join(scratch, 'bad.py'), `__version__ = "1"\n${BAD}`);

  async function labelBad(settings: object, given: readonly Structure[], how = {}) {
    const before = process.env.PYTHONPATH;
    process.env.PYTHONPATH = scratch;
    try {
      return await label({ ...bad, ...settings }, given, said, how);
    } finally {
      if (before === undefined) delete process.env.PYTHONPATH;
      else process.env.PYTHONPATH = before;
    }
  }

  it('spoils its own structure only, and each failure has its class', {
    timeout: 90_000,
  }, async () => {
    const given = [1, 29, 2, 3, 4, 5, 6, 7, 29].map(atoms);
    const results = await labelBad({}, given, { time_limit: 3 });
    const failed = (kind: string, words: string) => ({
      class: kind,
      message: expect.stringContaining(words),
    });
    expect(results).toMatchObject([
      failed('infra', 'signal 11'),
      { energy: -1 },
      failed('infra', 'longer than its limit of 3 s'),
      failed('physics', 'SCFError: no end in sight'),
      failed('invalid', 'ValueError: what is this'),
      failed('infra', 'code 7'),
      failed('physics', 'not finite'),
      failed('invalid', 'no forces for each atom'),
      { energy: -1 },
    ]);
  });

  it('is refused where it has no free energy, unless the user vouches for it', {
    timeout: 60_000,
  }, async () => {
    const given = [atoms(29)];
    expect(await labelBad({ args: { free: false } }, given)).toMatchObject([
      { class: 'invalid', hint: expect.stringContaining('force_consistent: true') },
    ]);
    const vouched = { args: { free: false }, force_consistent: true };
    expect(await labelBad(vouched, given)).toMatchObject([{ energy: -1, freeEnergy: -1 }]);
  });
});

const PIPELINE = (more: string): string => `
version: 1
name: whole
nodes:
  build:
    uses: build
    with:
      system: { elements: [Cu], crystal_structure: fcc }
      distortion: { strains: [-0.02, 0, 0.02] }
  label:
    uses: oracle
    inputs: { structures: build }
    with: { calculator: ase, ${more} }
    publish: { labels: labels.set }
`;

describe.skipIf(absent('ase'))('a pipeline with an ASE oracle', () => {
  it('labels once, whatever the batch and the name of Python', { timeout: 180_000 }, async () => {
    const bench = openBench({ MLIP_PYTHON: componentPath('ase') });
    try {
      bench.write('p.yaml', PIPELINE('name: emt'));
      const first = await bench.run('p.yaml');
      expect([first.code, first.summary.items.executed]).toEqual([0, 3]);
      bench.write('p.yaml', PIPELINE(`name: emt, batch: 3, python: ${python}, time_limit: 60`));
      const second = await bench.run('p.yaml');
      expect([second.code, second.summary.items.executed]).toEqual([0, 0]);
      const explained = await bench.auto('explain', 'p.yaml', '--json');
      expect(explained.stdout).not.toContain(python);
      const kept = readFileSync(join(bench.folder, 'labels.set'));
      bench.write('p.yaml', PIPELINE('name: emt, batch: 3, args: { asap_cutoff: true }'));
      const third = await bench.run('p.yaml');
      expect([third.code, third.summary.items.executed]).toEqual([0, 3]);
      expect(readFileSync(join(bench.folder, 'labels.set')).equals(kept)).toBe(false);
    } finally {
      bench.close();
    }
  });

  it('labels again under another version of the package', { timeout: 180_000 }, async () => {
    const bench = openBench({ MLIP_PYTHON: componentPath('ase'), PYTHONPATH: scratch });
    const module = (version: number) =>
      writeFileSync(join(scratch, 'moved.py'), `__version__ = "${version}.0"\n${BAD}`);
    try {
      bench.write(
        'p.yaml',
        PIPELINE('module: moved, class: Bad, batch: 3, pass_env: [PYTHONPATH]'),
      );
      const executed = [];
      for (const version of [1, 1, 22]) {
        module(version);
        const run = await bench.run('p.yaml');
        executed.push([run.code, run.summary.items.executed]);
      }
      expect(executed).toEqual([
        [0, 3],
        [0, 0],
        [0, 3],
      ]);
    } finally {
      bench.close();
    }
  });

  it('fails before it plans where there is no such calculator', { timeout: 60_000 }, async () => {
    const bench = openBench({ MLIP_PYTHON: componentPath('ase') });
    try {
      bench.write('p.yaml', PIPELINE('name: nothing'));
      const { code, stderr } = await bench.auto('plan', 'p.yaml');
      expect(code).toBe(2);
      expect(stderr).toContain('E0707');
      expect(stderr).toMatch(/`nothing cannot be imported: \w+/);
    } finally {
      bench.close();
    }
  });
});
