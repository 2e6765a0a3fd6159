import { absorbRows, copyTriangle, type Triangle } from './triangle.ts';

/**
 * The Euclidean norms of the columns of the matrix behind a triangle, the last (the right side) left
 * out; 1 for a column of zeros, so that they can be divided by.
 */
export function columnNorms({ columns, values }: Triangle): Float64Array {
  const norms = new Float64Array(columns - 1);
  for (let j = 0; j < norms.length; j++) {
    let sum = 0;
    for (let i = 0; i <= j; i++) sum += values[i * columns + j]! * values[i * columns + j]!;
    norms[j] = sum > 0 ? Math.sqrt(sum) : 1;
  }
  return norms;
}

/** The triangle of the matrix with each column but the last divided by its scale. */
export function scaleColumns(triangle: Triangle, scales: ArrayLike<number>): Triangle {
  const { columns } = triangle;
  const scaled = copyTriangle(triangle);
  for (let i = 0; i < columns; i++) {
    for (let j = i; j < columns - 1; j++) scaled.values[i * columns + j]! /= scales[j]!;
  }
  return scaled;
}

/**
 * The x that minimises |A x - b|^2 + sum (penalties[j] x[j])^2, where [A b] is the matrix behind the
 * triangle: a QR of [R; diag(penalties)], never of normal equations. A column that is dependent to
 * the last bit and has no penalty gets 0.
 */
export const solveRidge = (triangle: Triangle, penalties: ArrayLike<number>): Float64Array =>
  backSubstitute(ridgeTriangle(triangle, penalties));

/** The triangle of [A b] with a row below it for each penalty: of what {@link solveRidge} minimises. */
export function ridgeTriangle(triangle: Triangle, penalties: ArrayLike<number>): Triangle {
  const { columns } = triangle;
  const unknowns = columns - 1;
  const whole = copyTriangle(triangle);
  const diagonal = new Float64Array(unknowns * columns);
  for (let j = 0; j < unknowns; j++) diagonal[j * columns + j] = penalties[j]!;
  absorbRows(whole, diagonal, unknowns, 'triangular');
  return whole;
}

/** Solves R x = q, q the last column; 0 where the diagonal is 0. */
export function backSubstitute({ columns, values }: Triangle): Float64Array {
  const unknowns = columns - 1;
  const x = new Float64Array(unknowns);
  for (let i = unknowns - 1; i >= 0; i--) {
    let sum = values[i * columns + unknowns]!;
    for (let j = i + 1; j < unknowns; j++) sum -= values[i * columns + j]! * x[j]!;
    const diagonal = values[i * columns + i]!;
    x[i] = diagonal === 0 ? 0 : sum / diagonal;
  }
  return x;
}

/** |A x - b|^2 of the matrix behind the triangle. */
export function residualSquare({ columns, values }: Triangle, x: ArrayLike<number>): number {
  const unknowns = columns - 1;
  let square = 0;
  for (let i = 0; i < columns; i++) {
    let sum = -values[i * columns + unknowns]!;
    for (let j = i; j < unknowns; j++) sum += values[i * columns + j]! * x[j]!;
    square += sum * sum;
  }
  return square;
}
