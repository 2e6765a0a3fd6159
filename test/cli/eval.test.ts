import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseExtxyz } from '../../science/formats/extxyz.ts';
import { writeExtxyz } from '../../science/formats/extxyz-write.ts';
import type { Structure } from '../../science/structure.ts';
import { type Bench, openBench, ROOT, SMALL } from '../support/command.ts';
import { absent, componentPath } from '../support/component.ts';

/** What pyace once said of a crystal and a cluster. */
interface Expected {
  readonly numbers: number[];
  readonly positions: number[][];
  readonly cell: number[][];
  readonly pbc: [boolean, boolean, boolean];
  readonly energy: number;
  readonly forces: number[][];
  readonly stress?: number[];
}

interface Line {
  readonly type: string;
  readonly energy_ev: number;
  readonly forces_ev_per_angstrom: number[][];
  readonly stress_ev_per_angstrom3: number[] | null;
  readonly gamma?: number[];
}

const FILES = join(ROOT, 'test/science/ace/pyace-files');
const known = JSON.parse(readFileSync(join(FILES, 'core-zbl.json'), 'utf8')) as Expected[];
const structures = known.map(
  ({ numbers, positions, cell, pbc }): Structure => ({
    numbers: Int32Array.from(numbers),
    positions: Float64Array.from(positions.flat()),
    cell: Float64Array.from(cell.flat()),
    periodic: pbc,
  }),
);

let bench: Bench;
beforeAll(() => {
  bench = openBench();
  bench.write('zbl.yace', readFileSync(join(FILES, 'core-zbl.yace'), 'utf8'));
  const frames = known.map(({ energy, forces }, i) => ({
    structure: structures[i]!,
    info: { energy: energy + (i + 1) * 0.01, config_type: i === 0 ? 'crystal' : 'cluster' },
    arrays: {
      forces: {
        type: 'R' as const,
        columns: 3,
        values: Float64Array.from(forces.flat(), (f) => f + 0.25),
      },
    },
  }));
  bench.write('labelled.xyz', writeExtxyz(frames));
  bench.write('plain.xyz', writeExtxyz(structures.map((structure) => ({ structure }))));
});
afterAll(() => bench.close());

const linesOf = (stdout: string): Line[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

/** The largest differences of energies (eV), forces (eV/Å) and stresses (eV/Å^3). */
function worst(
  found: readonly Line[],
  wanted: readonly Pick<Expected, 'energy' | 'forces' | 'stress'>[],
) {
  const largest = (a: readonly number[], b: readonly number[]): number =>
    Math.max(...a.map((x, i) => Math.abs(x - b[i]!)));
  const each = wanted.map(({ energy, forces, stress }, i) => ({
    energy: Math.abs(found[i]!.energy_ev - energy),
    forces: largest(forces.flat(), found[i]!.forces_ev_per_angstrom.flat()),
    stress: stress ? largest(stress, found[i]!.stress_ev_per_angstrom3!) : 0,
  }));
  return {
    energy: Math.max(...each.map(({ energy }) => energy)),
    forces: Math.max(...each.map(({ forces }) => forces)),
    stress: Math.max(...each.map(({ stress }) => stress)),
  };
}

describe('eval', () => {
  it('says what pyace says, with all digits, and that there is nothing to compare with', async () => {
    const { code, stdout } = await bench.auto('eval', 'zbl.yace', 'plain.xyz', '--json');
    expect(code).toBe(0);
    const lines = linesOf(stdout);
    const { energy, forces, stress } = worst(lines, known);
    expect(energy).toBeLessThan(1e-9);
    expect(forces).toBeLessThan(1e-7);
    expect(stress).toBeLessThan(1e-9);
    expect(lines.at(-1)).toMatchObject({ type: 'summary', ok: true, structures: 2, errors: null });
  });

  it('compares with the labels of the file, by group', async () => {
    const { stdout } = await bench.auto('eval', 'zbl.yace', 'labelled.xyz', '--json');
    const summary = linesOf(stdout).at(-1) as unknown as {
      readonly errors: { readonly [name: string]: number };
      readonly groups: { readonly [name: string]: { readonly [name: string]: number } };
    };
    const [crystal, cluster] = known.map(({ numbers }, i) => (10 * (i + 1)) / numbers.length);
    expect(summary.groups.crystal!.energy_mae_mev_per_atom).toBeCloseTo(crystal!, 6);
    expect(summary.groups.cluster!.energy_mae_mev_per_atom).toBeCloseTo(cluster!, 6);
    expect(summary.errors.energy_mae_mev_per_atom).toBeCloseTo((crystal! + cluster!) / 2, 6);
    expect(summary.errors.forces_rmse_ev_per_angstrom).toBeCloseTo(0.25, 8);
  });

  it('prints a table for people, and writes structures that read back', async () => {
    const { code, stdout } = await bench.auto('eval', 'zbl.yace', 'labelled.xyz', '-o', 'out.xyz');
    expect(code).toBe(0);
    expect(stdout).toMatch(/structure +atoms +eV\/atom/);
    expect(stdout).toMatch(/^crystal +1 /m);
    const frames = parseExtxyz(readFileSync(join(bench.folder, 'out.xyz'), 'utf8'));
    if (!frames.ok) throw new Error(frames.error.message);
    frames.value.forEach((frame, i) => {
      const { energy, forces, stress } = known[i]!;
      expect(frame.structure.positions).toEqual(structures[i]!.positions);
      expect(frame.info.energy).toBeCloseTo(energy, 9);
      expect(frame.info.ref_energy).toBeCloseTo(energy + 0.01 * (i + 1), 9);
      expect(frame.arrays.forces?.values[4]).toBeCloseTo(forces[1]![1]!, 7);
      const matrix = frame.info.stress as readonly number[] | undefined;
      expect(matrix?.[5]).toEqual(stress ? expect.closeTo(stress[3]!, 9) : undefined);
      expect(frame.info.config_type).toBe(i === 0 ? 'crystal' : 'cluster');
    });
    const again = await bench.auto('eval', 'zbl.yace', 'labelled.xyz', '-o', 'out.xyz');
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('E0934') });
  });

  it('reads what the build stage reads, and the labels of an ase.db', async () => {
    bench.write('p.yaml', SMALL);
    const { code } = await bench.run('p.yaml');
    expect(code).toBe(0);
    const evaluated = await bench.auto('eval', 'results/cu.yace', 'results/cu.db', '--json');
    const metrics = JSON.parse(readFileSync(join(bench.folder, 'results/metrics.json'), 'utf8'));
    const { errors, structures: count } = linesOf(evaluated.stdout).at(-1) as unknown as {
      readonly structures: number;
      readonly errors: { readonly energy_mae_mev_per_atom: number };
    };
    const { test, train } = metrics;
    const whole = test ? (['structures'] as const) : [];
    expect(whole).toHaveLength(1);
    expect(count).toBe(test.structures + train.structures);
    expect(errors.energy_mae_mev_per_atom).toBeCloseTo(
      (test.structures * test.energy_mae_mev_per_atom +
        train.structures * train.energy_mae_mev_per_atom) /
        count,
      9,
    );
    bench.write('POSCAR', 'cu\n3.6\n0 .5 .5\n.5 0 .5\n.5 .5 0\nCu\n1\nDirect\n0 0 0\n');
    const poscar = await bench.auto('eval', 'results/cu.yace', 'POSCAR', '--json');
    expect(linesOf(poscar.stdout)[0]).toMatchObject({ name: 'POSCAR', atoms: 1 });
  });

  it('names what it cannot evaluate, and evaluates the rest', async () => {
    const plain = readFileSync(join(bench.folder, 'plain.xyz'), 'utf8');
    bench.write('odd.xyz', `${plain}1\nProperties=species:S:1:pos:R:3\nPt 0 0 0\n`);
    const { code, stdout } = await bench.auto('eval', 'zbl.yace', 'odd.xyz');
    expect(code).toBe(1);
    expect(stdout).toMatch(/not evaluated: odd\.xyz#2: the potential knows .*, not Pt/);
    expect(stdout).toContain('odd.xyz#1');
  });

  it.each([
    [['nothing.yace', 'plain.xyz'], 'E0931', 'there is no file nothing.yace'],
    [['plain.xyz', 'plain.xyz'], 'E0931', 'plain.xyz'],
    [['zbl.yace', 'nothing.xyz'], 'E0932', 'there is no file nothing.xyz'],
    [['zbl.yace', 'zbl.yace'], 'E0932', 'neither extended XYZ'],
    [['zbl.yace', 'labelled.xyz', '--energy', 'nrg'], 'E0933', 'nrg'],
  ])('%s: %s', async (args, diagnostic, words) => {
    const { code, stdout, stderr } = await bench.auto('eval', ...args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(diagnostic);
    expect(stderr).toContain(words);
  });

  it('takes labels by name where two would do, gzipped or not', async () => {
    const text = readFileSync(join(bench.folder, 'labelled.xyz'), 'utf8');
    const two = text.replaceAll('energy=', 'dft_energy=1.5 energy=');
    bench.write('two.xyz', two);
    const unclear = await bench.auto('eval', 'zbl.yace', 'two.xyz');
    expect(unclear).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('dft_energy, energy'),
    });
    bench.write('two.xyz.gz', gzipSync(two) as unknown as string);
    const clear = await bench.auto('eval', 'zbl.yace', 'two.xyz.gz', '--energy', 'energy');
    expect(clear.stdout).toMatch(/^crystal +1 /m);
  });
});

describe.skipIf(absent('pyace'))('eval beside pyace', () => {
  let all: { readonly [name: string]: (Expected & { readonly gamma?: number[] })[] };
  beforeAll(() => {
    const make = [join(ROOT, 'python/make_potentials.py'), bench.folder];
    const made = spawnSync(componentPath('pyace'), make, { encoding: 'utf8' });
    expect(made.status, made.stderr).toBe(0);
    all = JSON.parse(readFileSync(join(bench.folder, 'expected.json'), 'utf8'));
  }, 180_000);

  it.each(['density', 'distance', 'linear', 'rooted', 'scaled', 'three', 'zbl'])(
    'a potential that pyace made, in both of its forms: %s',
    async (name) => {
      const expected = all[name]!;
      for (const ending of ['yace', 'yaml']) {
        const found = await bench.auto('eval', `${name}.${ending}`, `${name}.xyz`, '--json');
        const { energy, forces, stress } = worst(linesOf(found.stdout), expected);
        expect(energy).toBeLessThan(1e-9);
        expect(forces).toBeLessThan(1e-7);
        expect(stress).toBeLessThan(1e-9);
      }
    },
    60_000,
  );

  it.each(['linear', 'rooted'])(
    'the grades by an active set that pacemaker made, from both forms: %s',
    async (name) => {
      for (const ending of ['yace', 'yaml']) {
        const argv = [`${name}.${ending}`, `${name}.xyz`, '--active-set', `${name}.asi`, '--json'];
        const lines = linesOf((await bench.auto('eval', ...argv)).stdout);
        all[name]!.forEach(({ gamma }, i) => {
          expect(lines[i]!.gamma).toHaveLength(gamma!.length);
          gamma!.forEach((grade, atom) => {
            expect(Math.abs(lines[i]!.gamma![atom]! / grade - 1)).toBeLessThan(1e-6);
          });
        });
        expect(Math.max(...all[name]!.flatMap(({ gamma }) => gamma!))).toBeGreaterThan(1.5);
      }
    },
    60_000,
  );

  it('refuses an active set of another potential', async () => {
    const argv = ['rooted.yace', 'rooted.xyz', '--active-set', 'linear.asi'];
    const { code, stderr } = await bench.auto('eval', ...argv);
    expect(code).toBe(2);
    expect(stderr).toContain('E0935');
    expect(stderr).toContain('it has nothing for Al');
  });
});
