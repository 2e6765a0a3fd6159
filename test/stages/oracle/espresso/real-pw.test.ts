import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { absent, componentPath } from '../../../support/component.ts';
import { aluminium, calculate, silicon } from './real-context.ts';

const without = absent('pw') || absent('pseudopotentials');
const upf = (name: string) => join(componentPath('pseudopotentials'), name);
const al = () => ({ Al: upf('Al.pz-vbc.UPF') });
const si = () => ({ Si: upf('Si.pz-vbc.UPF') });
const pw = () => [componentPath('pw')];
const LONG = 300_000;

describe.skipIf(without)('real pw.x', () => {
  describe.skipIf(absent('ase'))('beside the reader of ASE on the same run', () => {
    it.each([
      ['Si2', silicon(), si, 4],
      ['Al4', aluminium(), al, 2],
    ] as const)(
      '%s: energy, forces and stress',
      async (_, structure, pseudopotentials, k) => {
        const folder = mkdtempSync(join(tmpdir(), 'mlip-ase-pw-'));
        const said = join(folder, 'said.out');
        // The program's own words go into a file, too: ASE reads them.
        const command = ['sh', '-c', `${pw()[0]} "$@" | tee ${said}`, 'pw'];
        const { label } = await calculate({
          structure,
          pseudopotentials: pseudopotentials(),
          command,
          settings: { ecutwfc: 20, kpoints: [k, k, k] },
        });
        const code = `
import json, sys
from ase.io import read
from ase.units import create_units
# ASE's reader converts by CODATA 2006; ours is 2018.
old, new = create_units('2006'), create_units('2018')
a = read(sys.argv[1], format='espresso-out')
e = new['Hartree'] / old['Hartree']; b = new['Bohr'] / old['Bohr']
print(json.dumps([a.get_potential_energy() * e, (a.get_forces() * e / b).ravel().tolist(), (a.get_stress() * e / b**3).tolist()]))
`;
        const [energy, forces, stress] = JSON.parse(
          execFileSync(componentPath('ase'), ['-W', 'ignore', '-c', code, said], {
            encoding: 'utf8',
          }),
        ) as [number, number[], number[]];
        rmSync(folder, { recursive: true });
        if (!label?.forces || !label.stress) throw new Error('no label');
        const farthest = (a: ArrayLike<number>, b: readonly number[]) =>
          Math.max(...b.map((x, i) => Math.abs(x - (a[i] as number))));
        expect(Math.abs(label.freeEnergy - energy)).toBeLessThan(1e-6);
        expect(farthest(label.forces, forces)).toBeLessThan(1e-6);
        expect(farthest(label.stress, stress)).toBeLessThan(1e-6);
      },
      LONG,
    );
  });

  it('refuses before the start what no run can mend', async () => {
    const close = await calculate({
      structure: silicon(0.001),
      pseudopotentials: si(),
      command: pw(),
    });
    expect([close.result, close.starts]).toMatchObject([
      { ok: false, error: { class: 'invalid', message: expect.stringContaining('Å apart') } },
      0,
    ]);
    const wrong = await calculate({
      structure: silicon(),
      pseudopotentials: { Si: upf('Al.pz-vbc.UPF') },
      command: pw(),
    });
    expect(wrong.result).toMatchObject({
      error: { class: 'invalid', message: 'Si.UPF is a pseudopotential of Al, given for Si' },
    });
    const empty = await calculate({
      structure: silicon(),
      pseudopotentials: { Si: Buffer.from('not a UPF') },
      command: pw(),
    });
    expect(empty.result).toMatchObject({ error: { message: 'Si.UPF: it is no UPF file' } });
    const none = await calculate({ structure: silicon(), pseudopotentials: al(), command: pw() });
    expect(none.result).toMatchObject({
      error: { class: 'invalid', message: 'there is no pseudopotential for Si' },
    });
  });

  it.each([
    ['an unknown key', { input: { system: { no_such_key: 1 } } }, 'bad line in namelist'],
    ['a wrong value', { input: { system: { input_dft: 'nonsense' } } }, 'pw.x: '],
  ])(
    'fails at once on %s, and says what pw.x says',
    async (_, settings, message) => {
      const { result, starts } = await calculate({
        structure: silicon(),
        pseudopotentials: si(),
        command: pw(),
        settings,
      });
      expect([result, starts]).toMatchObject([
        { ok: false, error: { class: 'invalid', message: expect.stringContaining(message) } },
        1,
      ]);
    },
    LONG,
  );

  it(
    'refuses the output of another version than the key says',
    async () => {
      const { result } = await calculate({
        structure: silicon(),
        pseudopotentials: si(),
        command: pw(),
        program: '5.4.0',
      });
      expect(result).toMatchObject({
        ok: false,
        error: { message: expect.stringContaining('its key says 5.4.0') },
      });
    },
    LONG,
  );

  it(
    'starts from the moments that are given, and finds iron magnetic',
    async () => {
      const iron = {
        numbers: Int32Array.of(26),
        positions: Float64Array.of(0, 0, 0),
        cell: Float64Array.of(-1.43, 1.43, 1.43, 1.43, -1.43, 1.43, 1.43, 1.43, -1.43),
        periodic: [true, true, true] as const,
      };
      const files = { Fe: upf('Fe.pz-nd-rrkjus.UPF') };
      const settings = { ecutwfc: 20, kpoints: [3, 3, 3], degauss: 0.05, conv_thr: 1e-7 };
      const magnetic = await calculate({
        structure: iron,
        pseudopotentials: files,
        command: pw(),
        settings: { ...settings, spin: 'collinear', starting_moments: { Fe: 3 } },
      });
      const plain = await calculate({
        structure: iron,
        pseudopotentials: files,
        command: pw(),
        settings,
      });
      if (!magnetic.label || !plain.label) throw new Error(JSON.stringify([magnetic, plain]));
      expect(magnetic.label.freeEnergy).toBeLessThan(plain.label.freeEnergy - 0.05);
      expect(magnetic.label.level.digest).not.toBe(plain.label.level.digest);
      expect(magnetic.label.magneticMoments).toHaveLength(1);
      expect(magnetic.label.magneticMoments?.[0]).toBeGreaterThan(1);
      expect(plain.label.magneticMoments).toBeUndefined();
    },
    LONG,
  );
});
