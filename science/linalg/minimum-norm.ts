import { jacobiSvd } from './jacobi-svd.ts';
import { absorbRows, emptyTriangle } from './triangle.ts';

/** The shortest of all least-squares solutions. */
export interface MinimumNorm {
  readonly solution: Float64Array;
  /** Independent columns, up to the tolerance. Below their number the solution is not the only one. */
  readonly rank: number;
}

/** Singular values below this share of the largest count as 0. */
const TOLERANCE = 1e-10;

/**
 * The x of least |x| among those that minimise |A x - b|, for a few columns: QR, then the singular
 * values of R. `rows` is row-major with b as the last of `columns` numbers.
 */
export function minimumNorm(rows: Float64Array, rowCount: number, columns: number): MinimumNorm {
  const unknowns = columns - 1;
  const triangle = emptyTriangle(columns);
  absorbRows(triangle, rows, rowCount);
  const square = new Float64Array(unknowns * unknowns);
  for (let i = 0; i < unknowns; i++) {
    for (let j = i; j < unknowns; j++) square[i * unknowns + j] = triangle.values[i * columns + j]!;
  }
  const { u, values, v } = jacobiSvd(square, unknowns, unknowns);
  const rank = values.filter((value) => value > TOLERANCE * values[0]!).length;
  const solution = new Float64Array(unknowns);
  for (let k = 0; k < rank; k++) {
    let inner = 0;
    for (let i = 0; i < unknowns; i++) {
      inner += u[i * unknowns + k]! * triangle.values[i * columns + unknowns]!;
    }
    for (let j = 0; j < unknowns; j++) solution[j]! += (v[j * unknowns + k]! * inner) / values[k]!;
  }
  return { solution, rank };
}
