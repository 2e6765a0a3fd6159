import fc from 'fast-check';

/** A row-major matrix of fixed pseudo-random numbers from -0.5 to 0.5. */
export function randomMatrix(seed: number, rows: number, columns: number): Float64Array {
  let state = (seed % 2147483646) + 1;
  return Float64Array.from({ length: rows * columns }, () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647 - 0.5;
  });
}

/** Multiplies column j by scales[j]. */
export const scaled = (matrix: Float64Array, scales: readonly number[]): Float64Array =>
  matrix.map((value, at) => value * scales[at % scales.length]!);

/** A'A, row-major. */
export function gram(matrix: Float64Array, rows: number, columns: number): Float64Array {
  const product = new Float64Array(columns * columns);
  for (let r = 0; r < rows; r++) {
    for (let i = 0; i < columns; i++) {
      for (let j = 0; j < columns; j++) {
        product[i * columns + j]! += matrix[r * columns + i]! * matrix[r * columns + j]!;
      }
    }
  }
  return product;
}

/** The largest |a - b|, over the largest |b|. */
export function relativeError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [difference, size] = [0, 0];
  for (let i = 0; i < b.length; i++) {
    difference = Math.max(difference, Math.abs(a[i]! - b[i]!));
    size = Math.max(size, Math.abs(b[i]!));
  }
  return size > 0 ? difference / size : difference;
}

/** Shapes of small problems, taller and flatter than square, across the panel's and the block's width. */
export const shapes = fc.record({
  rows: fc.integer({ min: 1, max: 60 }),
  columns: fc.integer({ min: 2, max: 30 }),
  seed: fc.integer({ min: 0, max: 1_000_000 }),
});
