import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { areOneLevel } from '../../../../science/label.ts';
import type { Structure } from '../../../../science/structure.ts';
import { absent, componentPath } from '../../../support/component.ts';
import { calculate } from './real-context.ts';

const LONG = 300_000;

/** Two atoms of iron with opposite starting moments. */
const antiferromagnet: Structure = {
  numbers: Int32Array.of(26, 26),
  positions: Float64Array.of(0, 0, 0, 1.43, 1.43, 1.45),
  cell: Float64Array.of(2.86, 0, 0, 0, 2.86, 0, 0, 0, 2.86),
  periodic: [true, true, true],
  initialMagneticMoments: Float64Array.of(3, -3),
};

describe.skipIf(absent('pw') || absent('pseudopotentials'))('real pw.x with spin', () => {
  const iron = (settings: object, structure = antiferromagnet) =>
    calculate({
      structure,
      pseudopotentials: { Fe: join(componentPath('pseudopotentials'), 'Fe.pz-nd-rrkjus.UPF') },
      command: [componentPath('pw')],
      program: '6.7MaX',
      settings: { ecutwfc: 16, degauss: 0.05, conv_thr: 1e-6, spin: 'collinear', ...settings },
    });

  it(
    'starts from the moments of each atom, and reads back those that it found',
    async () => {
      const { label } = await iron({});
      const [up = 0, down = 0] = label?.magneticMoments ?? [];
      expect(up).toBeGreaterThan(1);
      expect(up + down).toBeCloseTo(0, 1);
    },
    LONG,
  );

  it(
    'adds a Hubbard correction, whose U is another level of theory for the elements that have it',
    async () => {
      const plain = await iron({});
      const [four, ortho] = [
        await iron({ hubbard: { u: { 'Fe-3d': 4 }, projectors: 'atomic' } }),
        await iron({ hubbard: { u: { 'Fe-3d': 4 } } }),
      ];
      const labels = [plain, four, ortho].map(({ label, result }) => {
        if (!label?.magneticMoments) throw new Error(JSON.stringify(result));
        return label;
      });
      const [bare, atomic, other] = labels;
      if (!bare || !atomic || !other) throw new Error('no label');
      // As pw.x has it for the same input by hand: U costs energy, and makes larger moments.
      expect(atomic.freeEnergy).toBeGreaterThan(bare.freeEnergy + 1);
      expect(Math.abs(atomic.magneticMoments?.[0] ?? 0)).toBeGreaterThan(
        Math.abs(bare.magneticMoments?.[0] ?? 9),
      );
      expect(Math.abs(other.freeEnergy - atomic.freeEnergy)).toBeGreaterThan(0.01);
      expect(atomic.level.words).toContain('U Fe-3d 4 eV');
      for (const [a, b] of [
        [bare, atomic],
        [atomic, other],
      ] as const) {
        expect(a.level.digest).toBe(b.level.digest);
        expect(areOneLevel(a.level, b.level)).toBe(false);
      }
    },
    LONG,
  );

  it(
    'refuses a U on another shell than the one that its version corrects',
    async () => {
      const { result } = await iron({ hubbard: { u: { 'Fe-4s': 4 } } });
      expect(result).toMatchObject({
        ok: false,
        error: {
          class: 'invalid',
          message: 'it was computed with U of Fe-3d 4, and its key says Fe-4s 4 eV',
        },
      });
    },
    LONG,
  );

  it('refuses more kinds of atoms than pw.x takes', async () => {
    const numbers = new Int32Array(11).fill(26);
    const { result, starts } = await iron(
      {},
      {
        numbers,
        positions: Float64Array.from({ length: 33 }, (_, i) => (i % 3 === 0 ? i : 0)),
        cell: Float64Array.of(40, 0, 0, 0, 3, 0, 0, 0, 3),
        periodic: [true, true, true],
        initialMagneticMoments: Float64Array.from(numbers, (_, i) => i / 10),
      },
    );
    expect([result, starts]).toMatchObject([
      { error: { class: 'invalid', message: 'it has 11 kinds of atoms, and pw.x takes 10' } },
      0,
    ]);
  });
});

describe.skipIf(absent('pw') || absent('pseudopotentials'))('real pw.x with dispersion', () => {
  it(
    'lowers the energy by it, as another level of theory',
    async () => {
      const h = 2.7;
      const made = (settings: { readonly vdw_corr?: string }) =>
        calculate({
          structure: {
            numbers: Int32Array.of(14, 14),
            positions: Float64Array.of(0, 0, 0, 1.4, 1.4, 1.4),
            cell: Float64Array.of(0, h, h, h, 0, h, h, h, 0),
            periodic: [true, true, true],
          },
          pseudopotentials: { Si: join(componentPath('pseudopotentials'), 'Si.pbe-rrkj.UPF') },
          command: [componentPath('pw')],
          settings,
        });
      const [plain, d3] = [await made({}), await made({ vdw_corr: 'grimme-d3' })];
      if (!plain.label || !d3.label) throw new Error(JSON.stringify([plain.result, d3.result]));
      expect(d3.label.freeEnergy).toBeLessThan(plain.label.freeEnergy - 0.05);
      expect(d3.label.level.words).toContain('grimme-d3');
      expect(areOneLevel(plain.label.level, d3.label.level)).toBe(false);
    },
    LONG,
  );
});
