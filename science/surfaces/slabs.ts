import type { Structure } from '../structure.ts';
import type { Layers } from './layers.ts';
import { fromPlanes, movedPlanes, type StackedPlane, stackedPlanes, widened } from './stack.ts';

/** A slab between two surfaces. */
export interface Slab {
  /** z out of the surface; the vacuum is half below, half above. Periodic in all directions, as plane waves see it. */
  readonly structure: Structure;
  /** Which of the plane's surfaces is above and which below; equal numbers: the same surface twice. */
  readonly top: number;
  readonly bottom: number;
  readonly isSymmetric: boolean;
  readonly planes: number;
  /** From the lowest to the highest atom, Å. */
  readonly thickness: number;
}

/** How large slabs are to be, Å. */
export interface SlabSize {
  readonly thickness: number;
  /** Atomic planes, at least. */
  readonly planes?: number;
  readonly vacuum: number;
  /** In the plane, in both directions at least. */
  readonly width?: number;
}

/** Thicker stacks are not tried. */
const MOST_PLANES = 4096;

/**
 * One slab for each different surface of a plane. Where some symmetry of the crystal turns the plane
 * over, every surface has a slab with that surface on both sides, its planes as few as the thickness
 * allows. Where none does (a polar plane), no slab can be symmetric: each cut gives one of whole
 * repeats, with the two halves of the cut on its sides.
 */
export function slabsOf(layers: Layers, size: SlabSize): Slab[] {
  const { cuts } = layers;
  const above = new Set(cuts.map((cut) => cut.above));
  const isTurned = cuts.some((cut) => above.has(cut.below));
  const done = new Set<string>();
  return cuts.flatMap((cut, at) => {
    const kind = isTurned ? `${cut.above}` : `${cut.above} ${cut.below}`;
    if (done.has(kind)) return [];
    done.add(kind);
    const ends = (next: number): boolean =>
      cuts[next]!.below === (isTurned ? cut.above : cut.below);
    return [slabFrom(layers, at, ends, size)];
  });
}

function slabFrom(
  layers: Layers,
  cut: number,
  ends: (cut: number) => boolean,
  { thickness: wanted, planes: least = 1, vacuum, width = 0 }: SlabSize,
): Slab {
  const { cuts, basis } = layers;
  for (let count = least; count <= MOST_PLANES; count++) {
    const end = (cut + count) % cuts.length;
    // Heights of planes, before the atoms of each are looked at.
    if (!ends(end) || (count + cuts.length) * basis.spacing < wanted) continue;
    const planes = stackedPlanes(layers, cut, count);
    const { low, high } = extent(planes);
    if (high - low < wanted - 1e-6) continue;
    const lifted = movedPlanes(planes, [0, 0, vacuum / 2 - low]);
    const cell = basis.cell.slice();
    cell.set([0, 0, high - low + vacuum], 6);
    const { above: bottom } = cuts[cut]!;
    const { below: top } = cuts[end]!;
    return {
      structure: widened(fromPlanes(layers, lifted, cell), width),
      top,
      bottom,
      isSymmetric: top === bottom,
      planes: count,
      thickness: high - low,
    };
  }
  throw new RangeError(`internal error: no slab of ${wanted} Å in ${MOST_PLANES} planes`);
}

function extent(planes: readonly StackedPlane[]): { low: number; high: number } {
  const heights = planes.flatMap(({ positions }) =>
    Array.from(positions.filter((_, k) => k % 3 === 2)),
  );
  return {
    low: heights.reduce((a, b) => Math.min(a, b)),
    high: heights.reduce((a, b) => Math.max(a, b)),
  };
}
