/** A symmetric positive definite matrix of a few rows, as rows. */
export type Matrix = readonly (readonly number[])[];

/** Its inverse, by elimination with the largest pivot; throws (a bug) where there is none. */
export function inverse(matrix: Matrix): Matrix {
  const size = matrix.length;
  const rows = matrix.map((row, at) => [
    ...row,
    ...row.map((_, column) => (column === at ? 1 : 0)),
  ]);
  for (let column = 0; column < size; column++) {
    swapPivot(rows, column);
    const pivot = rows[column] as number[];
    const scale = pivot[column] as number;
    if (!(Math.abs(scale) > 0)) throw new Error('internal error: a matrix without an inverse');
    for (let k = 0; k < pivot.length; k++) pivot[k] = (pivot[k] as number) / scale;
    for (const row of rows) if (row !== pivot) subtract(row, pivot, row[column] as number);
  }
  return rows.map((row) => row.slice(size));
}

function swapPivot(rows: number[][], column: number): void {
  const size = (at: number): number => Math.abs(rows[at]?.[column] as number);
  let best = column;
  for (let at = column + 1; at < rows.length; at++) if (size(at) > size(best)) best = at;
  const row = rows[column] as number[];
  rows[column] = rows[best] as number[];
  rows[best] = row;
}

function subtract(row: number[], from: readonly number[], times: number): void {
  for (let k = 0; k < row.length; k++) row[k] = (row[k] as number) - times * (from[k] as number);
}

export const product = (matrix: Matrix, vector: readonly number[]): number[] =>
  matrix.map((row) => dot(row, vector));

export const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, at) => sum + value * (b[at] as number), 0);

/** Σ w x xᵀ and Σ w x y of rows x. */
export function normalEquations(
  rows: readonly (readonly number[])[],
  values: readonly number[],
  weights: readonly number[],
): { readonly square: number[][]; readonly right: number[] } {
  const size = rows[0]?.length ?? 0;
  const square = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  const right = new Array<number>(size).fill(0);
  rows.forEach((row, at) => {
    for (let i = 0; i < size; i++) {
      const weighted = (weights[at] as number) * (row[i] as number);
      right[i] = (right[i] as number) + weighted * (values[at] as number);
      const line = square[i] as number[];
      for (let j = 0; j < size; j++) line[j] = (line[j] as number) + weighted * (row[j] as number);
    }
  });
  return { square, right };
}
