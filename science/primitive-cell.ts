import { cellDeterminant, toFractional } from './cell.ts';

/** A periodic arrangement reduced to the smallest cell that repeats. */
export interface PrimitiveCell {
  /** Vectors as rows, Å. */
  readonly cell: Float64Array;
  /** For each atom the lowest index among the atoms that lattice translations make of it. */
  readonly representative: Int32Array;
}

/** Points to reduce: fractional positions (3N) in a cell (rows, Å), and what kind each is. */
export interface Arrangement {
  readonly cell: Float64Array;
  readonly fractional: Float64Array;
  readonly kinds: readonly number[];
}

/**
 * Finds all translations that carry the arrangement into itself (within `tolerance`, Å) and a basis
 * of the lattice that they make. Each candidate leads from one atom of the rarest kind to another; a
 * translation that holds joins all atoms with their images, so that few have to be tested.
 * Undefined where the cell is so skewed that its neighbours hold no basis.
 */
export function primitiveCell(
  arrangement: Arrangement,
  tolerance: number,
): PrimitiveCell | undefined {
  const { cell, fractional, kinds } = arrangement;
  const find = pointFinder(arrangement, tolerance);
  const classes = Int32Array.from(kinds, (_, i) => i);
  const rarest = membersOfRarest(kinds);
  const anchor = rarest[0] as number;
  const from = (atom: number, axis: number): number =>
    fractional[3 * atom + axis]! - fractional[3 * anchor + axis]!;
  for (const atom of rarest) {
    if (rootOf(classes, atom) === rootOf(classes, anchor)) continue;
    const images = imagesUnder([from(atom, 0), from(atom, 1), from(atom, 2)], arrangement, find);
    images?.forEach((image, i) => {
      join(classes, i, image);
    });
  }
  const representative = classes.map((_, i) => rootOf(classes, i));
  const translations = rarest
    .filter((atom) => representative[atom] === representative[anchor])
    .map((atom) => [from(atom, 0), from(atom, 1), from(atom, 2)]);
  const basis = shortestBasis(translations, cell);
  return basis && { cell: basis, representative };
}

function membersOfRarest(kinds: readonly number[]): number[] {
  const members = new Map<number, number[]>();
  for (const [i, kind] of kinds.entries()) {
    const known = members.get(kind);
    if (known) known.push(i);
    else members.set(kind, [i]);
  }
  const all = [...members.values()];
  return all.reduce((least, other) => (other.length < least.length ? other : least));
}

/** The root of an atom's class is its lowest index. */
function rootOf(classes: Int32Array, atom: number): number {
  let at = atom;
  while (classes[at] !== at) {
    classes[at] = classes[classes[at]!]!;
    at = classes[at]!;
  }
  return at;
}

function join(classes: Int32Array, a: number, b: number): void {
  const [low, high] = [rootOf(classes, a), rootOf(classes, b)].sort((x, y) => x - y);
  classes[high as number] = low as number;
}

type Find = (x: number, y: number, z: number, kind: number) => number | undefined;

function imagesUnder(
  shift: readonly number[],
  { fractional, kinds }: Arrangement,
  find: Find,
): number[] | undefined {
  const images: number[] = [];
  for (const [i, kind] of kinds.entries()) {
    const [x, y, z] = [0, 1, 2].map((axis) => fractional[3 * i + axis]! + shift[axis]!);
    const image = find(x!, y!, z!, kind);
    if (image === undefined) return undefined;
    images.push(image);
  }
  return images;
}

/** Finds the atom of a kind at a fractional place, by bins along the first axis. */
function pointFinder({ cell, fractional, kinds }: Arrangement, tolerance: number): Find {
  const wrapped = fractional.map((x) => x - Math.floor(x));
  const bins = Math.max(1, Math.min(4096, kinds.length));
  const members = Array.from({ length: bins }, (): number[] => []);
  const binOf = (x: number): number => (Math.floor(x * bins) + bins) % bins;
  for (const i of kinds.keys()) members[binOf(wrapped[3 * i]!)]!.push(i);
  const [gap] = toFractional([tolerance, 0, 0, 0, tolerance, 0, 0, 0, tolerance], cell).reduce(
    ([most], x, i) => (i % 3 === 0 ? [most! + Math.abs(x)] : [most!]),
    [0],
  );
  const [ax, ay, az, bx, by, bz, cx, cy, cz] = cell as unknown as number[] as Nine;
  const isAt = (i: number, x: number, y: number, z: number): boolean => {
    const u = nearest(x - wrapped[3 * i]!);
    const v = nearest(y - wrapped[3 * i + 1]!);
    const w = nearest(z - wrapped[3 * i + 2]!);
    const dx = u * ax + v * bx + w * cx;
    const dy = u * ay + v * by + w * cy;
    const dz = u * az + v * bz + w * cz;
    return dx * dx + dy * dy + dz * dz < tolerance * tolerance;
  };
  return (x, y, z, kind) => {
    const inside = x - Math.floor(x);
    const bin = binOf(inside);
    for (const near of [bin, binOf(inside - gap!), binOf(inside + gap!)]) {
      for (const i of members[near]!) if (kinds[i] === kind && isAt(i, x, y, z)) return i;
    }
    return undefined;
  };
}

/**
 * The shortest three independent vectors of the lattice: in three dimensions they are a basis of it.
 * Undefined where their cell is not as large as it must be.
 */
function shortestBasis(
  translations: readonly (readonly number[])[],
  cell: Float64Array,
): Float64Array | undefined {
  const volume = Math.abs(cellDeterminant(cell)) / translations.length;
  const vectors = latticeVectors(translations, cell);
  const chosen: (readonly number[])[] = [];
  for (const vector of vectors) {
    if (isIndependent([...chosen, vector], volume)) chosen.push(vector);
    if (chosen.length === 3) break;
  }
  const basis = Float64Array.from(chosen.flat());
  const isWhole = Math.abs(Math.abs(cellDeterminant(basis)) / volume - 1) < 0.01;
  return basis.length === 9 && isWhole ? basis : undefined;
}

/** All vectors between neighbouring lattice points, shortest first, Å. */
function latticeVectors(
  translations: readonly (readonly number[])[],
  cell: Float64Array,
): (readonly number[])[] {
  const vectors: { readonly vector: readonly number[]; readonly length: number }[] = [];
  const [ax, ay, az, bx, by, bz, cx, cy, cz] = cell as unknown as number[] as Nine;
  for (const [u, v, w] of translations as readonly [number, number, number][]) {
    for (let i = -1; i <= 1; i++) {
      for (let j = -1; j <= 1; j++) {
        for (let k = -1; k <= 1; k++) {
          const [f, g, h] = [nearest(u) + i, nearest(v) + j, nearest(w) + k] as const;
          const x = f * ax + g * bx + h * cx;
          const y = f * ay + g * by + h * cy;
          const z = f * az + g * bz + h * cz;
          const length = x * x + y * y + z * z;
          if (length > 1e-4) vectors.push({ vector: [x, y, z], length });
        }
      }
    }
  }
  return vectors.sort((a, b) => a.length - b.length).map(({ vector }) => vector);
}

type Nine = [number, number, number, number, number, number, number, number, number];

/** A fractional coordinate's image nearest to 0. */
const nearest = (x: number): number => x - Math.round(x);

/** Whether one to three vectors span something that is not small against the lattice's own volume. */
function isIndependent(vectors: readonly (readonly number[])[], volume: number): boolean {
  const [a, b, c] = vectors as [number[], number[]?, number[]?];
  if (!b) return true;
  if (c) return Math.abs(cellDeterminant([...a, ...b, ...c])) > 0.01 * volume;
  const cross = [
    a[1]! * b[2]! - a[2]! * b[1]!,
    a[2]! * b[0]! - a[0]! * b[2]!,
    a[0]! * b[1]! - a[1]! * b[0]!,
  ];
  const square = (v: readonly number[]): number => v.reduce((sum, x) => sum + x * x, 0);
  return square(cross) > 1e-6 * square(a) * square(b);
}
