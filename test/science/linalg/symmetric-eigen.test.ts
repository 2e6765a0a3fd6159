import fc from 'fast-check';
import { expect, it } from 'vitest';
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
