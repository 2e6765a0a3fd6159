import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellVolume, toCartesian, toFractional } from '../../science/cell.ts';
import {
  isotropicStrain,
  linspace,
  strainStructure,
  VOIGT,
  voigtStrain,
} from '../../science/strain.ts';

const SKEWED = {
  numbers: Int32Array.of(29, 79),
  cell: Float64Array.of(3, 0.1, 0, -1, 4, 0.2, 0.5, 0.3, 5),
  positions: Float64Array.of(0.1, 0.2, 0.3, 1, 2, 3),
  periodic: [true, true, true] as const,
};
const amplitude = fc.double({ min: -0.3, max: 0.3, noNaN: true });

describe('strains', () => {
  it('are symmetric, with half of an engineering shear on each side', () => {
    for (const component of VOIGT) {
      const eps = voigtStrain(component, 0.02);
      for (let i = 0; i < 3; i++) {
        for (let j = 0; j < 3; j++) expect(eps[3 * i + j]).toBe(eps[3 * j + i]);
      }
      const sum = eps.reduce((total, x) => total + x, 0);
      expect(sum).toBe(0.02);
    }
    expect([...voigtStrain('yz', 0.02)]).toEqual([0, 0, 0, 0, 0, 0.01, 0, 0.01, 0]);
  });

  it('of nothing change no bit', () => {
    expect(strainStructure(SKEWED, isotropicStrain(0))).toEqual(SKEWED);
    expect(strainStructure(SKEWED, voigtStrain('xy', 0))).toEqual(SKEWED);
  });

  it('turn each cell vector into (I + eps) times it and keep scaled positions', () => {
    fc.assert(
      fc.property(amplitude, fc.constantFrom(...VOIGT), (e, component) => {
        const eps = voigtStrain(component, e);
        const strained = strainStructure(SKEWED, eps);
        for (let row = 0; row < 3; row++) {
          for (let i = 0; i < 3; i++) {
            let expected = SKEWED.cell[3 * row + i]!;
            for (let j = 0; j < 3; j++) expected += eps[3 * i + j]! * SKEWED.cell[3 * row + j]!;
            expect(strained.cell[3 * row + i]).toBeCloseTo(expected, 12);
          }
        }
        const scaled = toFractional(SKEWED.positions, SKEWED.cell);
        const back = toCartesian(scaled, strained.cell);
        for (const [i, x] of back.entries()) expect(strained.positions[i]).toBeCloseTo(x, 10);
      }),
    );
  });

  it('isotropic ones scale the volume by (1 + e) cubed', () => {
    fc.assert(
      fc.property(amplitude, (e) => {
        const { cell } = strainStructure(SKEWED, isotropicStrain(e));
        expect(cellVolume(cell) / cellVolume(SKEWED.cell)).toBeCloseTo((1 + e) ** 3, 10);
      }),
    );
  });
});

describe('linspace', () => {
  const steps = fc.integer({ min: 1, max: 60 }).map((half) => 2 * half + 1);

  it('has exactly 0 in the middle of a symmetric range', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1, noNaN: true }), steps, (a, n) => {
        const points = linspace(-a, a, n);
        expect(Object.is(points[(n - 1) / 2], 0)).toBe(true);
        expect(points[0]).toBeCloseTo(-a, 12);
        expect(points.map((x) => -x).reverse()).toEqual(points.map((x) => (x === 0 ? -0 : x)));
      }),
    );
  });

  it('keeps its points when refined', () => {
    fc.assert(
      fc.property(amplitude, amplitude, fc.integer({ min: 2, max: 60 }), (a, b, n) => {
        const fine = linspace(a, b, 2 * n - 1);
        expect(fine.filter((_, i) => i % 2 === 0)).toEqual(linspace(a, b, n));
      }),
    );
  });
});
