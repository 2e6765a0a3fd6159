/** Eigenvalues, rising, and the unit vectors that belong to them: `vectors[n * k + i]` is component i of the k-th. */
export interface SymmetricEigen {
  readonly values: Float64Array;
  readonly vectors: Float64Array;
}

/**
 * Eigenvalues and vectors of a symmetric matrix (n x n, row-major; only its mean with its transpose counts):
 * Householder's reduction to tridiagonal form, then implicit QL with Wilkinson's shift (J. H. Wilkinson and
 * C. Reinsch, Handbook for Automatic Computation II, 1971, contributions II/2 and II/4). The same bits everywhere.
 * Throws (a bug) where it does not converge: the matrix has a NaN.
 */
export function symmetricEigen(matrix: ArrayLike<number>, n: number): SymmetricEigen {
  const scale = scaleOf(matrix);
  const even = Float64Array.from({ length: n * n }, (_, at) => {
    const transposed = matrix[(at % n) * n + Math.floor(at / n)]!;
    return (scale * matrix[at]! + scale * transposed) / 2;
  });
  const { diagonal, beside, basis } = tridiagonal(even, n);
  diagonalise(diagonal, beside, basis, n);
  const order = Array.from(diagonal, (_, k) => k).sort((i, j) => diagonal[i]! - diagonal[j]!);
  const vectors = new Float64Array(n * n);
  for (const [place, k] of order.entries()) {
    vectors.set(basis.subarray(k * n, (k + 1) * n), place * n);
  }
  return { values: Float64Array.from(order, (k) => diagonal[k]! / scale), vectors };
}

/** The power of two that brings the largest entry between 1/2 and 1, so that no square leaves the numbers; bits stay. */
function scaleOf(matrix: ArrayLike<number>): number {
  let largest = 0;
  for (let at = 0; at < matrix.length; at++) largest = Math.max(largest, Math.abs(matrix[at]!));
  let scale = 1;
  while (largest * scale > 1) scale /= 2;
  while (largest * scale < 0.5 && scale < 1e300) scale *= 2;
  return scale;
}

/** Beside a matrix of entries up to 1. Squares of what is smaller, and of what is left of it, lose digits. */
const NOTHING = 1e-130;

interface Tridiagonal {
  readonly diagonal: Float64Array;
  /** `beside[k]` couples k and k + 1; the last is 0. */
  readonly beside: Float64Array;
  /** The matrix is the basis' transpose times the tridiagonal one times the basis; its vectors are rows. */
  readonly basis: Float64Array;
}

/** Uses its argument up. */
function tridiagonal(a: Float64Array, n: number): Tridiagonal {
  const beside = new Float64Array(n);
  const reflectors: { readonly v: Float64Array; readonly beta: number }[] = [];
  for (let k = 0; k + 2 < n; k++) {
    const v = new Float64Array(n);
    let square = 0;
    for (let i = k + 1; i < n; i++) {
      const entry = a[i * n + k]!;
      v[i] = Math.abs(entry) <= NOTHING ? 0 : entry;
      square += v[i]! * v[i]!;
    }
    const length = v[k + 1]! > 0 ? -Math.sqrt(square) : Math.sqrt(square);
    beside[k] = length;
    v[k + 1]! -= length;
    const norm = v.reduce((sum, x) => sum + x * x, 0);
    const beta = norm > 0 ? 2 / norm : 0;
    if (beta > 0) reflect(a, v, beta, k + 1, n);
    reflectors.push({ v, beta });
  }
  if (n > 1) beside[n - 2] = a[(n - 1) * n + n - 2]!;
  const diagonal = Float64Array.from({ length: n }, (_, i) => a[i * n + i]!);
  return { diagonal, beside, basis: basisOf(reflectors, n) };
}

/** A <- H A H for the rows and columns from `from` on, H = 1 - beta v v^T. */
function reflect(a: Float64Array, v: Float64Array, beta: number, from: number, n: number): void {
  const w = new Float64Array(n);
  let overlap = 0;
  for (let i = from; i < n; i++) {
    let sum = 0;
    for (let j = from; j < n; j++) sum += a[i * n + j]! * v[j]!;
    w[i] = beta * sum;
    overlap += w[i]! * v[i]!;
  }
  for (let i = from; i < n; i++) w[i]! -= 0.5 * beta * overlap * v[i]!;
  for (let i = from; i < n; i++) {
    const [vi, wi] = [v[i]!, w[i]!];
    for (let j = from; j < n; j++) a[i * n + j]! -= vi * w[j]! + wi * v[j]!;
  }
}

function basisOf(
  reflectors: readonly { readonly v: Float64Array; readonly beta: number }[],
  n: number,
): Float64Array {
  const basis = new Float64Array(n * n);
  for (let i = 0; i < n; i++) basis[i * n + i] = 1;
  for (let k = reflectors.length - 1; k >= 0; k--) {
    const { v, beta } = reflectors[k]!;
    for (let i = k + 1; i < n; i++) {
      let sum = 0;
      for (let j = k + 1; j < n; j++) sum += basis[i * n + j]! * v[j]!;
      const share = beta * sum;
      for (let j = k + 1; j < n; j++) basis[i * n + j]! -= share * v[j]!;
    }
  }
  return basis;
}

/** Steps for one eigenvalue: two or three are usual. */
const MOST_STEPS = 60;

/** Makes the tridiagonal matrix diagonal, turning the rows of `basis` along. */
function diagonalise(d: Float64Array, e: Float64Array, basis: Float64Array, n: number): void {
  for (let l = 0; l < n; l++) {
    for (let step = 0; ; step++) {
      let m = l;
      while (m + 1 < n && !isSmall(e[m]!, d[m]!, d[m + 1]!)) m++;
      if (m === l) break;
      if (step === MOST_STEPS) throw new Error('internal error: eigenvalues do not converge');
      sweep(d, e, basis, { l, m, n });
    }
  }
}

const isSmall = (beside: number, one: number, other: number): boolean =>
  Math.abs(beside) <= Number.EPSILON * (Math.abs(one) + Math.abs(other)) + NOTHING;

/** One implicit QL step on the block from l to m. */
function sweep(
  d: Float64Array,
  e: Float64Array,
  basis: Float64Array,
  { l, m, n }: { readonly l: number; readonly m: number; readonly n: number },
): void {
  const half = (d[l + 1]! - d[l]!) / (2 * e[l]!);
  const root = Math.sqrt(half * half + 1);
  let g = d[m]! - d[l]! + e[l]! / (half + (half >= 0 ? root : -root));
  let [sine, cosine, p] = [1, 1, 0];
  for (let i = m - 1; i >= l; i--) {
    const f = sine * e[i]!;
    const b = cosine * e[i]!;
    const r = length(f, g);
    e[i + 1] = r;
    if (r === 0) {
      d[i + 1]! -= p;
      e[m] = 0;
      return;
    }
    sine = f / r;
    cosine = g / r;
    const before = d[i + 1]! - p;
    const t = (d[i]! - before) * sine + 2 * cosine * b;
    p = sine * t;
    d[i + 1] = before + p;
    g = cosine * t - b;
    turn(basis, i * n, sine, cosine, n);
  }
  d[l]! -= p;
  e[l] = g;
  e[m] = 0;
}

/** Of two numbers whose squares may be too small for numbers. */
function length(f: number, g: number): number {
  const square = f * f + g * g;
  if (square > 1e-270) return Math.sqrt(square);
  const largest = Math.max(Math.abs(f), Math.abs(g));
  if (largest === 0) return 0;
  return largest * Math.sqrt((f / largest) * (f / largest) + (g / largest) * (g / largest));
}

/** Turns a row and the next. */
function turn(basis: Float64Array, at: number, sine: number, cosine: number, n: number): void {
  for (let k = at; k < at + n; k++) {
    const next = basis[k + n]!;
    basis[k + n] = sine * basis[k]! + cosine * next;
    basis[k] = cosine * basis[k]! - sine * next;
  }
}
