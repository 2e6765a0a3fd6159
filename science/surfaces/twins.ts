import { neighbourList } from '../neighbours.ts';
import type { Structure } from '../structure.ts';
import type { CrystalSymmetry } from '../symmetry.ts';
import type { Layers } from './layers.ts';
import { fromPlanes, movedPlanes, type StackedPlane, stackedPlanes } from './stack.ts';

/** Two coherent twin boundaries in one cell. */
export interface Twin {
  readonly structure: Structure;
  /** Whether the boundary is an atomic plane, lies between two, or is two planes made one. */
  readonly mirror: 'plane' | 'cut' | 'two planes made one';
}

/** A twin whose atoms leave the places that a rigid mirror gives them. */
export interface ShuffledTwin extends Twin {
  /** How far the mirror image is moved along the plane, Å in the frame of the structure; none where left out. */
  readonly shift?: readonly [number, number];
  /** How far the two crystals are moved apart at each boundary, Å; 0 where left out. */
  readonly opening?: number;
}

/** Two atoms of a boundary are no nearer than this share of the crystal's shortest distance. */
const NEAREST = 0.9;
/** Neighbours are counted up to this share beyond the shortest distance. */
const NEIGHBOURS = 1.2;
/** Two planes may become one where they are nearer to each other than this share of the shortest distance. */
const ONE_PLANE = 0.3;
/** Boundaries are opened by such shares of an Å, */
const OPENING = 20;
/** so many at most: 0.5 Å. */
const OPENINGS = 10;

/** Whether the crystal is its own mirror image at the plane: mirrored there, nothing is twinned. */
export function isOwnMirror(
  { basis }: Layers,
  { operations }: Pick<CrystalSymmetry, 'operations'>,
): boolean {
  const [u, v] = basis.whole;
  return operations.some(({ rotation: w }) => {
    const keeps = (vector: readonly number[]): boolean =>
      [0, 1, 2].every(
        (d) => vector.reduce((sum, x, k) => sum + w[3 * d + k]! * x, 0) === vector[d],
      );
    // A reflection at the plane leaves the plane alone, and has the trace 1.
    return keeps(u) && keeps(v) && w[0]! + w[4]! + w[8]! === 1;
  });
}

export function twinOf(layers: Layers, repeats: number): Twin | undefined {
  const tried = layers.planes.flatMap((_, at) =>
    (['plane', 'cut'] as const).map((mirror) => ({ at, mirror })),
  );
  const best = leastMisfit(layers, repeats, tried);
  return best && { structure: best.structure, mirror: best.mirror };
}

/**
 * A coherent twin at a plane where {@link twinOf} has none, since its atomic planes are corrugated: those of
 * hcp at {10-12}, {10-11}, {11-21} and {11-22}. The lattices are mirrored all the same; the atoms of the boundary
 * shuffle (Christian and Mahajan, Prog. Mater. Sci. 39, 1 (1995); Serra, Pond and Bacon, Acta Metall. Mater. 39,
 * 1469 (1991)). Tried are mirrors: two neighbouring planes moved onto the one halfway between them, and the
 * rigid ones; where none will do, glide mirrors: the image shifted by half a vector of the plane. The
 * crystals are moved apart by as little as is needed, 0.5 Å at most; of equals the one wins that changes the
 * number of neighbours least. Undefined where all bring atoms too near to each other.
 */
export function shuffledTwin(layers: Layers, repeats: number): ShuffledTwin | undefined {
  for (const ways of [mirrorWays(layers), glideWays(layers)]) {
    for (let step = 0; step <= OPENINGS; step++) {
      const opening = step / OPENING;
      const opened = ways.map((way) => ({ ...way, opening }));
      const best = leastMisfit(layers, repeats, opened);
      if (!best) continue;
      const { structure, mirror, half } = best;
      return {
        structure,
        mirror,
        ...(half && { shift: inPlane(half, layers) }),
        ...(opening > 0 && { opening }),
      };
    }
  }
  return undefined;
}

/** How the mirror image joins the crystal. */
interface Way {
  /** The plane at the boundary, or above it. */
  readonly at: number;
  readonly mirror: Twin['mirror'];
  /** How far the image is moved in the plane, in vectors of the plane basis. */
  readonly half?: readonly [number, number];
  /** Å. */
  readonly opening?: number;
}

function mirrorWays(layers: Layers): Way[] {
  const { planes, basis } = layers;
  const { shortest } = coordination(layers.unit, undefined);
  return planes.flatMap(({ height }, at) => {
    const up = at + 1 < planes.length ? planes[at + 1]!.height : planes[0]!.height + 1;
    const isOne = planes.length > 1 && (up - height) * basis.spacing < ONE_PLANE * shortest;
    const kinds = ['plane', 'cut', ...(isOne ? (['two planes made one'] as const) : [])] as const;
    return kinds.map((mirror) => ({ at, mirror }));
  });
}

const HALVES = [
  [0.5, 0],
  [0, 0.5],
  [0.5, 0.5],
] as const;

const glideWays = ({ planes }: Layers): Way[] =>
  planes.flatMap((_, at) => HALVES.map((half) => ({ at, mirror: 'cut' as const, half })));

/** Å, of a shift in vectors of the plane basis. */
const inPlane = (
  [u, v]: readonly [number, number],
  { basis: { cell } }: Layers,
): readonly [number, number] => [u * cell[0]! + v * cell[3]!, u * cell[1]! + v * cell[4]!];

/** The way that changes the number of the atoms' neighbours least, of those that bring no two atoms too near. */
function leastMisfit<W extends Way>(
  layers: Layers,
  repeats: number,
  ways: readonly W[],
): (W & { readonly structure: Structure }) | undefined {
  const bulk = coordination(layers.unit, undefined);
  const perAtom = bulk.count / layers.unit.numbers.length;
  const tried = ways.map((way) => {
    const structure = mirrored(layers, repeats, way);
    const { shortest, count } = coordination(structure, bulk.shortest);
    const misfit = Math.abs(count - perAtom * structure.numbers.length);
    return { ...way, structure, shortest, misfit };
  });
  const sound = tried.filter(({ shortest }) => shortest >= NEAREST * bulk.shortest);
  return sound.sort((a, b) => a.misfit - b.misfit)[0];
}

function coordination(
  structure: Structure,
  known: number | undefined,
): { readonly shortest: number; readonly count: number } {
  for (let cutoff = known === undefined ? 2 : NEIGHBOURS * known; ; cutoff *= 1.5) {
    const { first, squared } = neighbourList(structure, cutoff);
    const end = first[first.length - 1]!;
    let least = Number.MAX_VALUE;
    for (let k = 0; k < end; k++) least = Math.min(least, squared[k]!);
    const shortest = Math.sqrt(least);
    if (NEIGHBOURS * (known ?? shortest) > cutoff + 1e-9) continue;
    const reach = NEIGHBOURS * (known ?? shortest);
    let count = 0;
    for (let k = 0; k < end; k++) if (squared[k]! <= reach * reach) count++;
    return { shortest, count };
  }
}

/** How many atomic planes a mirror holds. */
const PLANES = { cut: 0, plane: 1, 'two planes made one': 2 } as const;

function mirrored(layers: Layers, repeats: number, way: Way): Structure {
  const { planes, cuts, basis } = layers;
  const { at, mirror, half: share = [0, 0], opening = 0 } = way;
  const shared = PLANES[mirror];
  const whole = stackedPlanes(layers, at, repeats * planes.length + shared);
  const height = mirrorHeight(whole, shared) ?? cuts[at]!.height * basis.spacing;
  const half = repeats * basis.spacing + opening;
  const lower = whole.map((plane, i) => {
    const place = i < shared ? 0 : i >= whole.length - shared ? half : undefined;
    if (place === undefined) return placed(plane, (z) => z - height + opening / 2);
    if (shared === 2) return placed(plane, () => place);
    return placed(plane, (z) => z - height + (place > 0 ? opening : 0));
  });
  const inner = lower.slice(shared, lower.length - shared);
  const upper = [...inner].reverse().map((plane) => placed(plane, (z) => 2 * half - z));
  const [x, y] = inPlane(share, layers);
  const cell = basis.cell.slice();
  cell.set([0, 0, 2 * half], 6);
  return fromPlanes(layers, [...lower, ...movedPlanes(upper, [x, y, 0])], cell);
}

/** Of the planes that the mirror holds; undefined where it holds none. */
function mirrorHeight(planes: readonly StackedPlane[], shared: number): number | undefined {
  if (shared === 0) return undefined;
  return shared === 1 ? planes[0]!.height : (planes[0]!.height + planes[1]!.height) / 2;
}

/** A plane whose heights are other ones. */
const placed = (plane: StackedPlane, height: (z: number) => number): StackedPlane => ({
  ...plane,
  height: height(plane.height),
  positions: plane.positions.map((x, k) => (k % 3 === 2 ? height(x) : x)),
});
