import { determinant3, type Matrix3, rotateRows } from './integer-matrix.ts';

/**
 * Hermite normal forms: one matrix for each superlattice. Here lower triangular, the rows being the
 * superlattice's vectors: [a 0 0; b c 0; d e f] with 0 <= b, d < a and 0 <= e < c.
 * G. L. W. Hart and R. W. Forcade, Phys. Rev. B 77, 224115 (2008), section II.
 */
export type HermiteForm = Matrix3;

/** All superlattices of `index` parent cells, in a fixed order: A001001 of them. */
export function hermiteForms(index: number): HermiteForm[] {
  const forms: HermiteForm[] = [];
  for (const a of divisors(index)) {
    for (const c of divisors(index / a)) {
      const f = index / a / c;
      for (let b = 0; b < a; b++) {
        for (let d = 0; d < a; d++) {
          for (let e = 0; e < c; e++) forms.push([a, 0, 0, b, c, 0, d, e, f]);
        }
      }
    }
  }
  return forms;
}

function divisors(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i + 1).filter((d) => n % d === 0);
}

/**
 * The Hermite form of the superlattice that the rows of `matrix` span. Throws (a bug) where they span
 * no volume.
 */
export function hermiteForm(matrix: Matrix3): HermiteForm {
  const m = Array.from(matrix);
  if (determinant3(matrix) === 0) throw new RangeError('internal error: a flat supercell');
  for (let column = 2; column > 0; column--) {
    for (let row = 0; row < column; row++) clear(m, row, column);
  }
  for (let row = 0; row < 3; row++) if (m[4 * row]! < 0) addRow(m, row, row, -2);
  for (let row = 1; row < 3; row++) {
    for (let column = row - 1; column >= 0; column--) {
      addRow(m, row, column, -Math.floor(m[3 * row + column]! / m[4 * column]!));
    }
  }
  return m.map((x) => x + 0) as unknown as HermiteForm;
}

/** Euclid's algorithm on two rows, until `column` of `row` is 0. */
function clear(m: number[], row: number, column: number): void {
  while (m[3 * row + column] !== 0) {
    const times = Math.trunc(m[3 * column + column]! / m[3 * row + column]!);
    addRow(m, column, row, -times);
    for (let k = 0; k < 3; k++) {
      const kept = m[3 * row + k]!;
      m[3 * row + k] = m[3 * column + k]!;
      m[3 * column + k] = kept;
    }
  }
}

function addRow(m: number[], to: number, from: number, times: number): void {
  if (times === 0) return;
  for (let k = 0; k < 3; k++) m[3 * to + k]! += times * m[3 * from + k]!;
}

/**
 * One name for all superlattices that the rotations (integer, on columns of lattice coordinates) make
 * of one: the least of their Hermite forms.
 */
export function orbitName(form: HermiteForm, rotations: readonly Matrix3[]): string {
  let least = form;
  for (const rotation of rotations) {
    const image = hermiteForm(rotateRows(form, rotation));
    if (isLess(image, least)) least = image;
  }
  return least.join(' ');
}

function isLess(one: Matrix3, other: Matrix3): boolean {
  for (let k = 0; k < 9; k++) {
    if (one[k] !== other[k]) return one[k]! < other[k]!;
  }
  return false;
}

/** Which of the superlattice's parent cells the cell (i, j, k) is an image of: 0 to index - 1. */
export function cellIndex(form: HermiteForm, i: number, j: number, k: number): number {
  const [a, , , b, c, , d, e, f] = form;
  const up = Math.floor(k / f);
  const along = Math.floor((j - up * e) / c);
  const x = i - up * d - along * b;
  return ((x - Math.floor(x / a) * a) * c + (j - up * e - along * c)) * f + (k - up * f);
}
