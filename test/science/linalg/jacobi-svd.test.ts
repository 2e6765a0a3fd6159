import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jacobiSvd } from '../../../science/linalg/jacobi-svd.ts';
import { minimumNorm } from '../../../science/linalg/minimum-norm.ts';
import { gram, randomMatrix, relativeError, scaled } from './reference.ts';

const identity = (size: number): Float64Array =>
  Float64Array.from({ length: size * size }, (_, at) => (at % (size + 1) === 0 ? 1 : 0));

describe('singular values', () => {
  it('are a decomposition: U and V orthonormal, U S V’ = A, largest first', () => {
    const sizes = fc.tuple(
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 0, max: 20 }),
      fc.integer({ min: 0, max: 99999 }),
    );
    fc.assert(
      fc.property(sizes, ([columns, extra, seed]) => {
        const rows = columns + extra;
        const matrix = randomMatrix(seed, rows, columns);
        const { u, values, v } = jacobiSvd(matrix, rows, columns);
        expect(relativeError(gram(u, rows, columns), identity(columns))).toBeLessThan(1e-9);
        expect(relativeError(gram(v, columns, columns), identity(columns))).toBeLessThan(1e-13);
        expect([...values].sort((a, b) => b - a)).toEqual([...values]);
        const back = matrix.map((_, at) => {
          const [i, j] = [Math.floor(at / columns), at % columns];
          let sum = 0;
          for (let k = 0; k < columns; k++) {
            sum += u[i * columns + k]! * values[k]! * v[j * columns + k]!;
          }
          return sum;
        });
        expect(relativeError(back, matrix)).toBeLessThan(1e-13);
      }),
      { numRuns: 60 },
    );
  });

  it('keep their relative accuracy in a graded matrix', () => {
    const scales = [1, 1e-5, 1e-10, 1e-15];
    const graded = jacobiSvd(scaled(identity(4), scales), 4, 4);
    scales.forEach((value, i) => {
      expect(graded.values[i]! / value).toBeCloseTo(1, 12);
    });
  });
});

describe('the shortest least-squares solution', () => {
  it('is the only one where the columns are independent', () => {
    const rows = Float64Array.of(1, 0, 3, 0, 2, 8, 1, 1, 7);
    const { solution, rank } = minimumNorm(rows, 3, 3);
    expect(rank).toBe(2);
    expect(relativeError(solution, [3, 4])).toBeLessThan(1e-14);
  });

  it('shares alike between columns that are alike, and says so', () => {
    const compositions = Float64Array.of(0.5, 0.5, -4, 0.5, 0.5, -4.2);
    const { solution, rank } = minimumNorm(compositions, 2, 3);
    expect(rank).toBe(1);
    expect(relativeError(solution, [-4.1, -4.1])).toBeLessThan(1e-14);
    const uneven = minimumNorm(Float64Array.of(0.25, 0.75, 1), 1, 3);
    expect(relativeError(uneven.solution, [0.4, 1.2])).toBeLessThan(1e-14);
  });

  it('is zero where nothing is known', () => {
    expect(minimumNorm(new Float64Array(6), 2, 3)).toEqual({
      solution: new Float64Array(2),
      rank: 0,
    });
  });
});
