/**
 * Cells: vectors a, b, c as the rows of nine numbers, Å. A fractional position f is the Cartesian
 * position f·cell (row vector times matrix). Only + - * / sqrt: results reach digests.
 */

/** The determinant a·(b×c), Å^3; negative for a left-handed cell, 0 where there is no cell. */
export function cellDeterminant(cell: ArrayLike<number>): number {
  const [a, b, c, d, e, f, g, h, i] = nine(cell);
  return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
}

/** The volume, Å^3. */
export const cellVolume = (cell: ArrayLike<number>): number => Math.abs(cellDeterminant(cell));

/** The inverse matrix, rows as the cell's; throws (a bug: cells are checked where they come in) if singular. */
export function invertCell(cell: ArrayLike<number>): Float64Array {
  const [a, b, c, d, e, f, g, h, i] = nine(cell);
  const det = cellDeterminant(cell);
  if (det === 0) throw new RangeError('internal error: the cell is singular');
  return Float64Array.of(
    (e * i - f * h) / det,
    (c * h - b * i) / det,
    (b * f - c * e) / det,
    (f * g - d * i) / det,
    (a * i - c * g) / det,
    (c * d - a * f) / det,
    (d * h - e * g) / det,
    (b * g - a * h) / det,
    (a * e - b * d) / det,
  );
}

/** Rows of `vectors` (3N, row-major) times the 3x3 `matrix`. */
export function timesMatrix(
  vectors: ArrayLike<number>,
  matrix: ArrayLike<number>,
): Float64Array<ArrayBuffer> {
  const [a, b, c, d, e, f, g, h, i] = nine(matrix);
  const out = new Float64Array(vectors.length);
  for (let n = 0; n + 2 < out.length; n += 3) {
    const x = vectors[n] as number;
    const y = vectors[n + 1] as number;
    const z = vectors[n + 2] as number;
    out[n] = x * a + y * d + z * g;
    out[n + 1] = x * b + y * e + z * h;
    out[n + 2] = x * c + y * f + z * i;
  }
  return out;
}

/** Cartesian positions (3N, Å) of fractional ones. */
export const toCartesian = (
  fractional: ArrayLike<number>,
  cell: ArrayLike<number>,
): Float64Array<ArrayBuffer> => timesMatrix(fractional, cell);

/** Fractional positions (3N) of Cartesian ones, not wrapped. Throws as {@link invertCell}. */
export const toFractional = (
  cartesian: ArrayLike<number>,
  cell: ArrayLike<number>,
): Float64Array<ArrayBuffer> => timesMatrix(cartesian, invertCell(cell));

/**
 * The three heights of the cell, Å: the distance between the faces that each vector leads across.
 * How many images lie within a cutoff follows from these, not from the vectors' lengths.
 */
export function cellHeights(cell: ArrayLike<number>): [number, number, number] {
  const inverse = invertCell(cell);
  const height = (column: number): number => {
    const x = inverse[column] as number;
    const y = inverse[column + 3] as number;
    const z = inverse[column + 6] as number;
    return 1 / Math.sqrt(x * x + y * y + z * z);
  };
  return [height(0), height(1), height(2)];
}

type Nine = [number, number, number, number, number, number, number, number, number];

/** Written out: a loop over few numbers costs several times as much. */
const nine = (m: ArrayLike<number>): Nine =>
  [m[0], m[1], m[2], m[3], m[4], m[5], m[6], m[7], m[8]] as Nine;
