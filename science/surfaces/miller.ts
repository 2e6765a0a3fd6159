import { invertCell, timesMatrix } from '../cell.ts';
import type { CrystalSymmetry } from '../symmetry.ts';

/** The indices of a lattice plane. */
export type Miller = readonly [number, number, number];

/** `(1 1 -1)` as people write it: (11-1). */
export const millerText = (plane: Miller): string => `(${plane.join('')})`;

/** Four indices of a hexagonal lattice, hkil, as three; three as they are; undefined where i is not -(h + k). */
export function asMiller(indices: readonly number[]): Miller | undefined {
  if (indices.length === 3) return indices as unknown as Miller;
  const [h, k, i, l] = indices as [number, number, number, number];
  return h + k + i === 0 ? [h, k, l] : undefined;
}

/**
 * The plane of given indices in the conventional cell, as indices in the primitive lattice without a
 * common divisor. Both number the same plane; undefined for (000).
 */
export function inPrimitive(plane: Miller, lattice: PlaneLattice): Miller | undefined {
  // A plane's indices are the products of its reciprocal vector with the lattice vectors.
  const { cell, conventional } = lattice;
  const inverse = invertCell(conventional);
  const toPrimitive = timesMatrix(cell, inverse);
  const raw = [0, 3, 6].map((row) =>
    plane.reduce((sum, index, d) => sum + toPrimitive[row + d]! * index, 0),
  );
  return wholeNumbers(raw);
}

/** What turns one set of indices into the other. */
export type PlaneLattice = Pick<CrystalSymmetry, 'cell' | 'conventional'>;

/** The smallest whole numbers in proportion to three numbers; undefined for zeros or where there are none up to 240. */
function wholeNumbers(raw: readonly number[]): Miller | undefined {
  for (let factor = 1; factor <= 240; factor++) {
    const scaled = raw.map((x) => x * factor);
    if (!scaled.every((x) => Math.abs(x - Math.round(x)) < 1e-3 * Math.max(1, factor / 10)))
      continue;
    const whole = scaled.map((x) => Math.round(x) + 0) as unknown as [number, number, number];
    const divisor = whole.reduce(greatestDivisor, 0);
    if (divisor === 0) return undefined;
    return [whole[0] / divisor + 0, whole[1] / divisor + 0, whole[2] / divisor + 0];
  }
  return undefined;
}

const greatestDivisor = (a: number, b: number): number =>
  b === 0 ? Math.abs(a) : greatestDivisor(b, a % b);

/**
 * The planes with indices up to `most` that the crystal's rotations do not make of each other, (hkl)
 * and (-h-k-l) being one: the low ones first. Of each kind the one with most positive and largest
 * first indices stands for it.
 */
export function distinctPlanes(most: number, symmetry: CrystalSymmetry): Miller[] {
  const all: Miller[] = [];
  for (let h = most; h >= -most; h--) {
    for (let k = most; k >= -most; k--) {
      for (let l = most; l >= -most; l--) {
        if (greatestDivisor(greatestDivisor(h, k), l) === 1) all.push([h + 0, k + 0, l + 0]);
      }
    }
  }
  const sum = (plane: Miller): number => plane.reduce((total, x) => total + x * x, 0);
  const negative = (plane: Miller): number => plane.filter((x) => x < 0).length;
  const order = (a: Miller, b: Miller): number =>
    sum(a) - sum(b) || negative(a) - negative(b) || b[0] - a[0] || b[1] - a[1] || b[2] - a[2];
  const seen = new Set<string>();
  return all.sort(order).filter((plane) => {
    const whole = inPrimitive(plane, symmetry) as Miller;
    const isNew = !seen.has(String(whole));
    for (const image of images(whole, symmetry)) seen.add(String(image));
    return isNew;
  });
}

/** What the rotations make of a plane's indices (a row times the matrix), and their opposites. */
function images(plane: Miller, { operations }: CrystalSymmetry): Miller[] {
  return operations.flatMap(({ rotation: w }) => {
    const image = [0, 1, 2].map(
      (d) => plane[0] * w[d]! + plane[1] * w[3 + d]! + plane[2] * w[6 + d]! + 0,
    ) as unknown as Miller;
    return [image, image.map((x) => 0 - x) as unknown as Miller];
  });
}
