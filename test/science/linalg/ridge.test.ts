import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conditionEstimate } from '../../../science/linalg/condition.ts';
import {
  columnNorms,
  residualSquare,
  scaleColumns,
  solveRidge,
} from '../../../science/linalg/ridge.ts';
import { absorbRows, emptyTriangle, type Triangle } from '../../../science/linalg/triangle.ts';
import { randomMatrix, relativeError, scaled } from './reference.ts';

/** The triangle of [A, A x + noise]. */
function system(
  matrix: Float64Array,
  rows: number,
  x: readonly number[],
  noise?: Float64Array,
): { triangle: Triangle; whole: Float64Array } {
  const columns = x.length + 1;
  const whole = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    let sum = noise?.[i] ?? 0;
    for (let j = 0; j < x.length; j++) {
      whole[i * columns + j] = matrix[i * x.length + j]!;
      sum += matrix[i * x.length + j]! * x[j]!;
    }
    whole[i * columns + x.length] = sum;
  }
  const triangle = emptyTriangle(columns);
  absorbRows(triangle, whole, rows);
  return { triangle, whole };
}

const problems = fc.record({
  unknowns: fc.integer({ min: 1, max: 20 }),
  extra: fc.integer({ min: 5, max: 40 }),
  seed: fc.integer({ min: 0, max: 1_000_000 }),
});
const none = (unknowns: number): Float64Array => new Float64Array(unknowns);
const wanted = (unknowns: number): number[] => Array.from({ length: unknowns }, (_, j) => j - 3.5);

/** A'(A x - b) + penalties^2 x, zero at the minimum. */
function gradient(
  whole: Float64Array,
  x: Float64Array,
  penalties: Float64Array,
): { gradient: number[]; size: number } {
  const columns = x.length + 1;
  const out = Array.from(x, (value, j) => penalties[j]! ** 2 * value);
  let size = 0;
  for (let row = 0; row < whole.length; row += columns) {
    let error = -whole[row + x.length]!;
    for (let j = 0; j < x.length; j++) error += whole[row + j]! * x[j]!;
    size += whole[row + x.length]! ** 2;
    for (let j = 0; j < x.length; j++) out[j]! += whole[row + j]! * error;
  }
  return { gradient: out, size: Math.sqrt(size) };
}

describe('ridge regression', () => {
  it('finds the solution of a system that has one', () => {
    fc.assert(
      fc.property(problems, ({ unknowns, extra, seed }) => {
        const rows = unknowns + extra;
        const x = wanted(unknowns);
        const { triangle } = system(randomMatrix(seed, rows, unknowns), rows, x);
        const found = solveRidge(triangle, none(unknowns));
        expect(relativeError(found, x)).toBeLessThan(1e-11);
        expect(residualSquare(triangle, found)).toBeLessThan(1e-20);
      }),
      { numRuns: 40 },
    );
  });

  it('is at the minimum: the gradient is zero, and the residual is that of the rows', () => {
    fc.assert(
      fc.property(problems, fc.double({ min: 0, max: 3, noNaN: true }), (problem, penalty) => {
        const { unknowns, extra, seed } = problem;
        const rows = unknowns + extra;
        const noise = randomMatrix(seed + 1, rows, 1);
        const matrix = randomMatrix(seed, rows, unknowns);
        const { triangle, whole } = system(matrix, rows, wanted(unknowns), noise);
        const penalties = new Float64Array(unknowns).fill(penalty);
        const found = solveRidge(triangle, penalties);
        const { gradient: slope, size } = gradient(whole, found, penalties);
        for (const value of slope) expect(Math.abs(value)).toBeLessThan(1e-11 * (1 + size));
        let square = 0;
        for (let row = 0; row < whole.length; row += unknowns + 1) {
          let error = -whole[row + unknowns]!;
          for (let j = 0; j < unknowns; j++) error += whole[row + j]! * found[j]!;
          square += error * error;
        }
        expect(residualSquare(triangle, found)).toBeCloseTo(square, 9);
      }),
      { numRuns: 40 },
    );
  });

  it('keeps the relative accuracy of every unknown when columns differ by 24 orders', () => {
    const [rows, unknowns] = [60, 13];
    const scales = Array.from({ length: unknowns }, (_, j) => 10 ** (12 - 2 * j));
    const matrix = scaled(randomMatrix(11, rows, unknowns), scales);
    const x = scales.map((scale, j) => (j + 1) / scale);
    const { triangle } = system(matrix, rows, x);
    const norms = columnNorms(triangle);
    const found = solveRidge(scaleColumns(triangle, norms), none(unknowns));
    x.forEach((value, j) => {
      expect(found[j]! / norms[j]! / value).toBeCloseTo(1, 9);
    });
  });

  it('reaches the residual of the best fit though the matrix is nearly singular', () => {
    const [rows, unknowns] = [80, 20];
    const matrix = new Float64Array(rows * unknowns);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < unknowns; j++) matrix[i * unknowns + j] = ((i + 1) / rows) ** j;
    }
    const { triangle } = system(matrix, rows, wanted(unknowns));
    expect(conditionEstimate(triangle)).toBeGreaterThan(1e12);
    const found = solveRidge(triangle, none(unknowns));
    expect(residualSquare(triangle, found)).toBeLessThan(1e-20);
  });

  it('gives nothing to a column of zeros, shrinks with the penalty, and is 0 without rows', () => {
    const matrix = randomMatrix(5, 30, 4).map((value, at) => (at % 4 === 2 ? 0 : value));
    const { triangle } = system(matrix, 30, [1, 2, 3, 4]);
    const found = solveRidge(triangle, none(4));
    expect(found[2]).toBe(0);
    expect(relativeError(found, [1, 2, 0, 4])).toBeLessThan(1e-12);
    const norm = (x: Float64Array): number => x.reduce((sum, value) => sum + value * value, 0);
    const lengths = [0, 0.1, 1, 10].map((p) =>
      norm(solveRidge(triangle, new Float64Array(4).fill(p))),
    );
    expect([...lengths].sort((a, b) => b - a)).toEqual(lengths);
    expect(solveRidge(emptyTriangle(5), new Float64Array(4).fill(1))).toEqual(none(4));
  });

  it('estimates the condition of a diagonal matrix', () => {
    const triangle = emptyTriangle(4);
    [1000, 5, 0.01].forEach((value, i) => {
      triangle.values[i * 4 + i] = value;
    });
    expect(conditionEstimate(triangle) / 1e5).toBeCloseTo(1, 6);
    triangle.values[0] = 0;
    expect(conditionEstimate(triangle)).toBe(Infinity);
  });
});
