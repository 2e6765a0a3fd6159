import { neighbourList } from '../neighbours.ts';
import type { Structure } from '../structure.ts';
import type { CrystalSymmetry } from '../symmetry.ts';
import type { Layers } from './layers.ts';
import { fromPlanes, type StackedPlane, stackedPlanes } from './stack.ts';

/** Two coherent twin boundaries in one cell. */
export interface Twin {
  readonly structure: Structure;
  /** Whether the boundary is an atomic plane, or lies between two. */
  readonly mirror: 'plane' | 'cut';
}

/** Two atoms of a boundary are no nearer than this share of the crystal's shortest distance. */
const NEAREST = 0.9;
/** Neighbours are counted up to this share beyond the shortest distance. */
const NEIGHBOURS = 1.2;

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

/**
 * The crystal and its mirror image at a plane, each `repeats` spacings high, in one periodic cell: a
 * coherent twin, with a boundary in the middle and one at the border of the cell. The mirror may be
 * an atomic plane or lie between two; the one that changes the number of the atoms' neighbours
 * least is taken. Undefined where each brings atoms too near to each other.
 */
export function twinOf(layers: Layers, repeats: number): Twin | undefined {
  const bulk = coordination(layers.unit, undefined);
  const tried = layers.planes.flatMap((_, at) =>
    (['plane', 'cut'] as const).map((mirror) => {
      const structure = mirrored(layers, at, repeats, mirror);
      const { shortest, count } = coordination(structure, bulk.shortest);
      const perAtom = bulk.count / layers.unit.numbers.length;
      const misfit = Math.abs(count - perAtom * structure.numbers.length);
      return { structure, mirror, shortest, misfit };
    }),
  );
  const sound = tried.filter(({ shortest }) => shortest >= NEAREST * bulk.shortest);
  const [first] = sound.sort((a, b) => a.misfit - b.misfit);
  return first && { structure: first.structure, mirror: first.mirror };
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

function mirrored(layers: Layers, at: number, repeats: number, mirror: Twin['mirror']): Structure {
  const { planes, cuts, basis } = layers;
  const count = repeats * planes.length;
  const whole = stackedPlanes(layers, at, mirror === 'plane' ? count + 1 : count);
  const height = mirror === 'plane' ? whole[0]!.height : cuts[at]!.height * basis.spacing;
  const lower = whole.map((plane) => lowered(plane, height));
  const half = repeats * basis.spacing;
  const inner = mirror === 'plane' ? lower.slice(1, -1) : lower;
  const upper = [...inner].reverse().map((plane) => ({
    ...plane,
    height: 2 * half - plane.height,
    positions: plane.positions.map((x, k) => (k % 3 === 2 ? 2 * half - x : x)),
  }));
  const cell = basis.cell.slice();
  cell.set([0, 0, 2 * half], 6);
  return fromPlanes(layers, [...lower, ...upper], cell);
}

const lowered = (plane: StackedPlane, by: number): StackedPlane => ({
  ...plane,
  height: plane.height - by,
  positions: plane.positions.map((x, k) => (k % 3 === 2 ? x - by : x)),
});
