import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type CanonicalObject, canonicalText } from '../../../base/canonical.ts';
import { endRun } from '../../../engine/run/at-run-end.ts';
import type { StageContext } from '../../../engine/stage.ts';
import { lennardJones } from '../../../science/classical/lennard-jones.ts';
import { emt } from '../../../science/emt/emt.ts';
import { type Label, readLabel } from '../../../science/label.ts';
import type { Structure } from '../../../science/structure.ts';
import { aseCalculator } from '../../../stages/oracle/ase/ase.ts';
import { shaken } from '../../science/classical/laws.ts';
import { absent, findComponent } from '../../support/component.ts';
import { talkTo } from '../../support/talk.ts';
import { BAD } from './bad-calculator.ts';
import { computeContext, itemTask } from './context.ts';
import { oracleContract } from './contract.ts';

const { backend } = aseCalculator;
const scratch = mkdtempSync(join(tmpdir(), 'mlip-ase-'));
afterAll(async () => {
  await endRun();
  rmSync(scratch, { recursive: true });
});

/** A context whose workers stay until the tests end, each in a folder of its own. */
function programContext(how: CanonicalObject = {}): StageContext {
  return {
    ...computeContext(),
    how,
    scratch: () => scratch,
    converse: (program, lines) =>
      talkTo(program, lines, { folder: () => mkdtempSync(join(scratch, 'worker-')) }),
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
