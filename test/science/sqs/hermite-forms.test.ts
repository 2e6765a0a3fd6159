import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellIndex, hermiteForm, hermiteForms } from '../../../science/sqs/hermite-forms.ts';
import { determinant3, type Matrix3 } from '../../../science/sqs/integer-matrix.ts';
import { supercellShapes } from '../../../science/sqs/supercell-shapes.ts';
import { lattice } from './lattices.ts';

const matrix = fc
  .tuple(...Array.from({ length: 9 }, () => fc.integer({ min: -4, max: 4 })))
  .map((m) => m as unknown as Matrix3)
  .filter((m) => determinant3(m) !== 0);

describe('Hermite normal forms', () => {
  it('are as many as there are sublattices of an index: OEIS A001001', () => {
    const counts = Array.from({ length: 16 }, (_, i) => hermiteForms(i + 1).length);
    expect(counts).toEqual([1, 7, 13, 35, 31, 91, 57, 155, 130, 217, 133, 455, 183, 399, 403, 651]);
  });

  it('of fcc and bcc are up to symmetry as many as Hart and Forcade find: OEIS A159842', () => {
    const published = [1, 2, 3, 7, 5, 10, 7, 20, 14, 18, 11, 41, 15, 28, 31, 58];
    for (const structure of ['fcc', 'bcc'] as const) {
      const parent = lattice(structure);
      const counts = published.map((_, i) => supercellShapes(parent, i + 1, 1e9).length);
      expect(counts, structure).toEqual(published);
    }
  });

  it('do not depend on which vectors span the lattice', () => {
    fc.assert(
      fc.property(matrix, fc.integer({ min: -3, max: 3 }), (m, times) => {
        const other = m.map((x, k) => (k < 3 ? x + times * m[k + 3]! : x));
        const turned = [...other.slice(6), ...other.slice(0, 6)] as unknown as Matrix3;
        expect(hermiteForm(turned)).toEqual(hermiteForm(m));
      }),
    );
  });

  it('number the cells: a superlattice vector leads to the same cell, and each cell is met', () => {
    fc.assert(
      fc.property(
        matrix,
        fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 6, maxLength: 6 }),
        (m, v) => {
          const form = hermiteForm(m);
          const [i, j, k, x, y, z] = v as [number, number, number, number, number, number];
          const at = (axis: 0 | 1 | 2): number =>
            [i, j, k][axis]! + x * m[axis]! + y * m[axis + 3]! + z * m[axis + 6]!;
          expect(cellIndex(form, at(0), at(1), at(2))).toBe(cellIndex(form, i, j, k));
          const size = Math.abs(determinant3(m));
          const met = new Set<number>();
          for (let n = 0; n < size * size * size; n++) {
            met.add(
              cellIndex(form, n % size, Math.floor(n / size) % size, Math.floor(n / size / size)),
            );
          }
          expect([...met].sort((a, b) => a - b)).toEqual(Array.from({ length: size }, (_, n) => n));
        },
      ),
      { numRuns: 30 },
    );
  });
});
