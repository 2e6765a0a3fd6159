import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  absorbRows,
  copyTriangle,
  emptyTriangle,
  mergeTriangle,
  type Triangle,
} from '../../../science/linalg/triangle.ts';
import { gram, randomMatrix, relativeError, shapes } from './reference.ts';

function triangleOf(rows: Float64Array, rowCount: number, columns: number): Triangle {
  const triangle = emptyTriangle(columns);
  absorbRows(triangle, rows, rowCount);
  return triangle;
}

const gramOf = ({ values, columns }: Triangle): Float64Array => gram(values, columns, columns);

describe('the triangle of a matrix', () => {
  it('is upper and has R’R = A’A', () => {
    fc.assert(
      fc.property(shapes, ({ rows, columns, seed }) => {
        const matrix = randomMatrix(seed, rows, columns);
        const triangle = triangleOf(matrix, rows, columns);
        for (let i = 1; i < columns; i++) {
          for (let j = 0; j < i; j++) expect(triangle.values[i * columns + j]).toBe(0);
        }
        expect(relativeError(gramOf(triangle), gram(matrix, rows, columns))).toBeLessThan(1e-13);
      }),
      { numRuns: 60 },
    );
  });

  it('does not care in how many calls the rows come, or whether triangles are merged', () => {
    fc.assert(
      fc.property(shapes, fc.integer({ min: 0, max: 60 }), ({ rows, columns, seed }, cut) => {
        const at = Math.min(cut, rows);
        const matrix = randomMatrix(seed, rows, columns);
        const whole = gramOf(triangleOf(matrix, rows, columns));
        const upper = triangleOf(matrix.subarray(0, at * columns), at, columns);
        const lower = triangleOf(matrix.subarray(at * columns), rows - at, columns);
        const merged = copyTriangle(upper);
        mergeTriangle(merged, lower);
        absorbRows(upper, matrix.subarray(at * columns), rows - at);
        expect(relativeError(gramOf(upper), whole)).toBeLessThan(1e-13);
        expect(relativeError(gramOf(merged), whole)).toBeLessThan(1e-13);
      }),
      { numRuns: 60 },
    );
  });

  it('goes through more rows than one block and a merge of more than one', () => {
    const [rows, columns] = [1300, 530];
    const matrix = randomMatrix(7, rows, columns);
    const triangle = triangleOf(matrix, rows, columns);
    const norms = (values: Float64Array, count: number): number[] =>
      Array.from({ length: columns }, (_, j) => {
        let sum = 0;
        for (let i = 0; i < count; i++) sum += values[i * columns + j]! ** 2;
        return sum;
      });
    expect(relativeError(norms(triangle.values, columns), norms(matrix, rows))).toBeLessThan(1e-13);
    const twice = copyTriangle(triangle);
    mergeTriangle(twice, triangle);
    const doubled = norms(matrix, rows).map((square) => 2 * square);
    expect(relativeError(norms(twice.values, columns), doubled)).toBeLessThan(1e-13);
  });

  it('gives the same bits for the same calls, and keeps a column of zeros zero', () => {
    const matrix = randomMatrix(3, 50, 12).map((value, at) => (at % 12 === 4 ? 0 : value));
    const first = triangleOf(matrix, 50, 12);
    expect(triangleOf(matrix, 50, 12).values).toEqual(first.values);
    for (let i = 0; i < 12; i++) expect(Math.abs(first.values[i * 12 + 4]!)).toBe(0);
  });
});
