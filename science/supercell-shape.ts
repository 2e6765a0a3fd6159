import { cellDeterminant, cellVolume, invertCell, timesMatrix } from './cell.ts';
import { cbrt } from './elementary.ts';
import type { IntegerMatrix } from './integer-supercell.ts';

/** A supercell of a lattice, and how far it is from a cube. */
export interface ShapedSupercell {
  /** Of positive determinant. */
  readonly matrix: IntegerMatrix;
  /**
   * The root of the summed squares of |v|/L - 1 over its three vectors v, L the cube root of the
   * volume; 0 for a cube alone. The measure that ASE's `find_optimal_cell_shape` makes smallest (its
   * target `sc`), which no rotation changes.
   */
  readonly deviation: number;
}

/** A deviation counts as equal within this: symmetry kept, then size, decide. */
const AS_CUBIC = 0.1;
/** Vectors at first at most this much longer or shorter than the cube's edge; more where none fit. */
const FIRST_WINDOW = 0.11;
/** The longest list of vectors to choose from. */
const MOST_VECTORS = 220;
/** Of the cells that are nearly as cubic as the best, so many are compared by their symmetry. */
const MOST_COMPARED = 400;

/**
 * The most cubic supercell of a lattice (rows, Å) with `least` to `most` lattice points. All triples
 * of lattice vectors near the cube's edge in length are tried, not only multiples of the
 * given vectors: so hexagonal, centred and skewed lattices get compact cells too. Among those within
 * 0.1 of the least deviation the one wins that keeps most of `rotations` (of the crystal, as moyo
 * gives them: each one kept saves k-points of a calculation), then the smallest, then the most cubic,
 * then the one whose vectors come nearest to x, y and z.
 */
export function optimalSupercell(
  cell: Float64Array,
  least: number,
  most: number,
  rotations: readonly (readonly number[])[] = [],
): ShapedSupercell {
  const lattice = cellVolume(cell);
  for (let window = FIRST_WINDOW; ; window *= 1.5) {
    const shortest = cbrt(least * lattice) * (1 - window);
    const longest = cbrt(most * lattice) * (1 + window);
    const vectors = vectorsBetween(cell, Math.max(0, shortest), longest);
    const found = bestTriple(vectors, cell, [least, most], rotations);
    // Nothing outside the window deviates less than the window.
    if (found && (found.deviation + AS_CUBIC <= window || window > 4)) return found;
  }
}

interface Vector {
  readonly whole: readonly [number, number, number];
  readonly xyz: readonly [number, number, number];
  readonly length: number;
}

/** Lattice vectors of a range of lengths, one of each pair of opposites, nearest in length to the middle first. */
function vectorsBetween(cell: Float64Array, shortest: number, longest: number): Vector[] {
  const bounds = indexBounds(cell, longest);
  const found: Vector[] = [];
  for (let i = 0; i <= bounds[0]; i++) {
    for (let j = i === 0 ? 0 : -bounds[1]; j <= bounds[1]; j++) {
      for (let k = i === 0 && j === 0 ? 1 : -bounds[2]; k <= bounds[2]; k++) {
        const [x, y, z] = timesMatrix([i, j, k], cell) as unknown as [number, number, number];
        const length = Math.sqrt(x * x + y * y + z * z);
        if (length < shortest - 1e-9 || length > longest + 1e-9) continue;
        const sign = isForward(x, y, z) ? 1 : -1;
        found.push({
          whole: [sign * i, sign * j, sign * k],
          xyz: [sign * x, sign * y, sign * z],
          length,
        });
      }
    }
  }
  const middle = (shortest + longest) / 2;
  const off = ({ length }: Vector): number => Math.round(Math.abs(length - middle) * 1e6);
  return found.sort((a, b) => off(a) - off(b)).slice(0, MOST_VECTORS);
}

/** Of a vector and its opposite, the one whose largest component is positive. */
function isForward(x: number, y: number, z: number): boolean {
  const most = Math.max(Math.abs(x), Math.abs(y), Math.abs(z)) - 1e-9;
  return Math.abs(x) >= most ? x > 0 : Math.abs(y) >= most ? y > 0 : z > 0;
}

/** How far the whole multiples of each vector must go to reach every point within a distance. */
function indexBounds(cell: Float64Array, distance: number): [number, number, number] {
  const volume = cellVolume(cell);
  const bound = (row: number): number => {
    const [a, b] = [((row + 1) % 3) * 3, ((row + 2) % 3) * 3];
    const x = cell[a + 1]! * cell[b + 2]! - cell[a + 2]! * cell[b + 1]!;
    const y = cell[a + 2]! * cell[b]! - cell[a]! * cell[b + 2]!;
    const z = cell[a]! * cell[b + 1]! - cell[a + 1]! * cell[b]!;
    return Math.floor((distance * Math.sqrt(x * x + y * y + z * z)) / volume + 1e-6);
  };
  return [bound(0), bound(1), bound(2)];
}

interface Candidate {
  readonly rows: readonly [Vector, Vector, Vector];
  readonly size: number;
  readonly deviation: number;
}

function bestTriple(
  vectors: readonly Vector[],
  cell: Float64Array,
  [least, most]: readonly [number, number],
  rotations: readonly (readonly number[])[],
): ShapedSupercell | undefined {
  const edges = Array.from({ length: most - least + 1 }, (_, k) =>
    cbrt((least + k) * cellVolume(cell)),
  );
  let limit = Number.POSITIVE_INFINITY;
  let found: Candidate[] = [];
  let room = 1000;
  for (const [i, a] of vectors.entries()) {
    for (let j = i + 1; j < vectors.length; j++) {
      const b = vectors[j] as Vector;
      const cross = crossOf(a.whole, b.whole);
      for (let k = j + 1; k < vectors.length; k++) {
        const c = vectors[k] as Vector;
        const size = Math.abs(
          cross[0] * c.whole[0] + cross[1] * c.whole[1] + cross[2] * c.whole[2],
        );
        if (size < least || size > most) continue;
        const deviation = deviationOf([a, b, c], edges[size - least] as number);
        if (deviation > limit + AS_CUBIC) continue;
        limit = Math.min(limit, deviation);
        found.push({ rows: [a, b, c], size, deviation });
        if (found.length > room) {
          found = found.filter((one) => one.deviation <= limit + AS_CUBIC);
          room = 2 * found.length + 1000;
        }
      }
    }
  }
  return chosen(
    found.filter(({ deviation }) => deviation <= limit + AS_CUBIC),
    rotations,
  );
}

const crossOf = (
  [a, b, c]: readonly [number, number, number],
  [d, e, f]: readonly [number, number, number],
): [number, number, number] => [b * f - c * e, c * d - a * f, a * e - b * d];

function deviationOf(rows: readonly [Vector, Vector, Vector], edge: number): number {
  const square = ({ length }: Vector): number => (length / edge - 1) * (length / edge - 1);
  return Math.sqrt(square(rows[0]) + square(rows[1]) + square(rows[2]));
}

/** The most symmetric, then the smallest, then the most cubic, then the one along the axes. */
function chosen(
  found: readonly Candidate[],
  rotations: readonly (readonly number[])[],
): ShapedSupercell | undefined {
  const near = [...found].sort((a, b) => rounded(a) - rounded(b) || a.size - b.size);
  const ranked = near.slice(0, MOST_COMPARED).map((candidate) => ({
    candidate,
    rank: [-keptRotations(candidate.rows, rotations), candidate.size, rounded(candidate)] as const,
  }));
  const least = ranked.reduce<readonly number[] | undefined>(
    (best, { rank }) => (best && compareRows(best, rank) <= 0 ? best : rank),
    undefined,
  );
  const best = ranked
    .filter(({ rank }) => least && compareRows(rank, least) === 0)
    .map(({ candidate: { rows, deviation } }) => ({ ...turned(rows), deviation }))
    .sort((a, b) => b.along - a.along || compareRows(a.matrix, b.matrix))[0];
  return best && { matrix: best.matrix, deviation: best.deviation };
}

const rounded = ({ deviation }: Candidate): number => Math.round(deviation * 1e7);

/** How many rotations carry the supercell's lattice into itself. */
function keptRotations(rows: readonly Vector[], rotations: readonly (readonly number[])[]): number {
  const inverse = invertCell(rows.flatMap(({ whole }) => [...whole]));
  const isKept = (w: readonly number[]): boolean =>
    rows.every(({ whole: [x, y, z] }) => {
      const image = [0, 3, 6].map((r) => w[r]! * x + w[r + 1]! * y + w[r + 2]! * z);
      return timesMatrix(image, inverse).every((u) => Math.abs(u - Math.round(u)) < 1e-6);
    });
  return rotations.filter(isKept).length;
}

/** The rows in the order, and with the signs, of a right-handed cell nearest to x, y, z. */
function turned(rows: readonly Vector[]): { matrix: IntegerMatrix; along: number } {
  const orders = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ] as const;
  const tried = orders.flatMap((order) => {
    const sorted = order.map((row) => rows[row] as Vector);
    const isRight = cellDeterminant(sorted.flatMap(({ xyz }) => [...xyz])) > 0;
    return [0, 1, 2].map((turnedRow) => {
      const signs = [0, 1, 2].map((row) => (!isRight && row === turnedRow ? -1 : 1));
      const along = sorted.reduce(
        (sum, { xyz, length }, row) => sum + (signs[row]! * xyz[row]!) / length,
        0,
      );
      const matrix = sorted.flatMap(({ whole }, row) => whole.map((x) => signs[row]! * x + 0));
      return { matrix, along: Math.round(along * 1e6) };
    });
  });
  return tried.sort((a, b) => b.along - a.along || compareRows(a.matrix, b.matrix))[0]!;
}

function compareRows(a: readonly number[], b: readonly number[]): number {
  const k = a.findIndex((x, i) => x !== b[i]);
  return k < 0 ? 0 : a[k]! - b[k]!;
}
