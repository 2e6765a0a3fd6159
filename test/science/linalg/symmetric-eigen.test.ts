import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { symmetricEigen } from '../../../science/linalg/symmetric-eigen.ts';

it('eigenvalues rise, and vectors belong to them and are orthonormal', () => {
  const sized = fc.integer({ min: 1, max: 9 }).chain((n) =>
    fc.tuple(
      fc.constant(n),
      fc.array(fc.double({ min: -10, max: 10, noNaN: true }), {
        minLength: n * n,
        maxLength: n * n,
      }),
    ),
  );
  fc.assert(
    fc.property(sized, ([n, drawn]) => {
      const matrix = drawn.map((x, at) => x + drawn[(at % n) * n + Math.floor(at / n)]!);
      const { values, vectors } = symmetricEigen(matrix, n);
      const vector = (k: number) => vectors.subarray(n * k, n * k + n);
      for (let k = 0; k < n; k++) {
        expect(k === 0 || values[k]! >= values[k - 1]!).toBe(true);
        for (let i = 0; i < n; i++) {
          const image = vector(k).reduce((sum, x, j) => sum + matrix[i * n + j]! * x, 0);
          expect(Math.abs(image - values[k]! * vector(k)[i]!)).toBeLessThan(1e-11);
          const product = vector(k).reduce((sum, x, j) => sum + x * vector(i)[j]!, 0);
          expect(Math.abs(product - (i === k ? 1 : 0))).toBeLessThan(1e-12);
        }
      }
    }),
  );
});

it('knows a matrix by hand', () => {
  const { values } = symmetricEigen([2, -1, 0, -1, 2, -1, 0, -1, 2], 3);
  expect(values[0]).toBeCloseTo(2 - Math.SQRT2, 14);
  expect(values[1]).toBeCloseTo(2, 14);
  expect(values[2]).toBeCloseTo(2 + Math.SQRT2, 14);
});

const at = (matrix: Float64Array, n: number, i: number, j: number): number => matrix[i * n + j]!;

/** Symmetric, with repeated and zero entries among them. */
const matrices = fc.integer({ min: 1, max: 12 }).chain((n) =>
  fc
    .array(
      fc.oneof(
        fc.constantFrom(0, 1, -1, 1e-8, 1e8, 1e-155, 1e-129, 1e-131, -1e-162, 5e-324),
        fc.double({ min: -10, max: 10, noNaN: true }),
      ),
      { minLength: n * n, maxLength: n * n },
    )
    .map((values) => {
      const matrix = Float64Array.from(values);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < i; j++) matrix[i * n + j] = matrix[j * n + i]!;
      }
      return { n, matrix };
    }),
);

it('knows matrices of which no square is a number', () => {
  const tiny = -1.5717277847026288e-162;
  for (const unit of [tiny, 5e-324, 1e-310, 1e200, 1.7e308]) {
    const matrix = new Float64Array(16);
    matrix[6] = unit;
    matrix[9] = unit;
    const { values, vectors } = symmetricEigen(matrix, 4);
    expect(Array.from(values, (value) => value / Math.abs(unit))).toEqual(
      [-1, 0, 0, 1].map((value) => expect.closeTo(value, 14)),
    );
    for (let k = 0; k < 4; k++) {
      const squared = vectors.subarray(4 * k, 4 * k + 4).reduce((sum, x) => sum + x * x, 0);
      expect(squared).toBeCloseTo(1, 14);
    }
  }
  const mixed = [1, tiny, tiny, tiny, 1, tiny, tiny, tiny, 1e-100];
  expect(symmetricEigen(mixed, 3).values).toEqual(Float64Array.of(1e-100, 1, 1));
});

describe('eigenvectors of a symmetric matrix', () => {
  it('are orthonormal, and give the matrix again with their values, ascending', () => {
    fc.assert(
      fc.property(matrices, ({ n, matrix }) => {
        const { values, vectors } = symmetricEigen(matrix, n);
        const size = matrix.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
        expect([...values]).toEqual([...values].sort((a, b) => a - b));
        for (let i = 0; i < n; i++) {
          for (let j = 0; j < n; j++) {
            let dot = 0;
            let again = 0;
            for (let k = 0; k < n; k++) {
              dot += at(vectors, n, i, k) * at(vectors, n, j, k);
              again += values[k]! * at(vectors, n, k, i) * at(vectors, n, k, j);
            }
            expect(Math.abs(dot - (i === j ? 1 : 0))).toBeLessThan(1e-13 * n);
            expect(Math.abs(again - at(matrix, n, i, j))).toBeLessThan(1e-13 * n * size + 1e-140);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it('of a chain with fixed ends are the known ones: 2 - 2 cos(k pi / (n + 1))', () => {
    const n = 40;
    const matrix = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      matrix[i * n + i] = 2;
      if (i > 0) matrix[i * n + i - 1] = matrix[(i - 1) * n + i] = -1;
    }
    for (const [k, value] of symmetricEigen(matrix, n).values.entries()) {
      expect(value).toBeCloseTo(2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1)), 12);
    }
  });
});
