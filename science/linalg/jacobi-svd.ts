/** A = U diag(values) V', thin: U is rows x columns. */
export interface Svd {
  readonly rows: number;
  readonly columns: number;
  /** Row-major, rows x columns; a column of zeros where the singular value is 0. */
  readonly u: Float64Array;
  /** Largest first. */
  readonly values: Float64Array;
  /** Row-major, columns x columns. */
  readonly v: Float64Array;
}

const MOST_SWEEPS = 60;
const EPSILON = 2.220446049250313e-16;

/**
 * The singular value decomposition of a small row-major matrix with rows >= columns by one-sided
 * Jacobi rotations (Hestenes 1958; Demmel and Veselic, SIAM J. Matrix Anal. Appl. 13, 1204, 1992):
 * small singular values of a badly scaled matrix keep their relative accuracy. Fixed order of
 * rotations; ends when a sweep finds nothing to turn.
 */
export function jacobiSvd(matrix: Float64Array, rows: number, columns: number): Svd {
  const u = matrix.slice();
  const v = identity(columns);
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let turned = false;
    for (let p = 0; p < columns - 1; p++) {
      for (let q = p + 1; q < columns; q++)
        turned = orthogonalise(u, v, rows, columns, p, q) || turned;
    }
    if (!turned) break;
  }
  return sorted(u, v, rows, columns);
}

function identity(size: number): Float64Array {
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) matrix[i * size + i] = 1;
  return matrix;
}

/** Turns columns p and q until they are orthogonal; whether that was needed. */
function orthogonalise(
  u: Float64Array,
  v: Float64Array,
  rows: number,
  columns: number,
  p: number,
  q: number,
): boolean {
  let [pp, qq, pq] = [0, 0, 0];
  for (let i = 0; i < rows; i++) {
    const x = u[i * columns + p]!;
    const y = u[i * columns + q]!;
    pp += x * x;
    qq += y * y;
    pq += x * y;
  }
  if (Math.abs(pq) <= EPSILON * Math.sqrt(pp) * Math.sqrt(qq)) return false;
  const zeta = (qq - pp) / (2 * pq);
  const tangent = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
  const cosine = 1 / Math.sqrt(1 + tangent * tangent);
  rotate(u, rows, columns, p, q, cosine, cosine * tangent);
  rotate(v, columns, columns, p, q, cosine, cosine * tangent);
  return true;
}

function rotate(
  matrix: Float64Array,
  rows: number,
  columns: number,
  p: number,
  q: number,
  cosine: number,
  sine: number,
): void {
  for (let i = 0; i < rows; i++) {
    const x = matrix[i * columns + p]!;
    const y = matrix[i * columns + q]!;
    matrix[i * columns + p] = cosine * x - sine * y;
    matrix[i * columns + q] = sine * x + cosine * y;
  }
}

function sorted(u: Float64Array, v: Float64Array, rows: number, columns: number): Svd {
  const lengths = Array.from({ length: columns }, (_, j) => {
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += u[i * columns + j]! * u[i * columns + j]!;
    return Math.sqrt(sum);
  });
  const order = lengths.map((_, j) => j).sort((a, b) => lengths[b]! - lengths[a]! || a - b);
  const values = Float64Array.from(order, (j) => lengths[j]!);
  const pick = (matrix: Float64Array, count: number, scale: (j: number) => number) => {
    const out = new Float64Array(count * columns);
    for (let i = 0; i < count; i++) {
      order.forEach((j, k) => {
        out[i * columns + k] = matrix[i * columns + j]! * scale(j);
      });
    }
    return out;
  };
  const inverse = (j: number): number => (lengths[j]! > 0 ? 1 / lengths[j]! : 0);
  return { rows, columns, u: pick(u, rows, inverse), values, v: pick(v, columns, () => 1) };
}
