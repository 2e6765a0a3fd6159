import { invertCell, timesMatrix } from '../cell.ts';
import type { Structure } from '../structure.ts';
import type { Layers } from './layers.ts';
import { fromPlanes, movedPlanes, stackedPlanes } from './stack.ts';

/** A way in the plane, in the frame of the plane basis, Å. */
export type Shift = readonly [x: number, y: number];

/** What a line of generalised stacking faults goes along. */
export interface FaultLine {
  readonly shift: Shift;
  /**
   * What the whole shift leaves: a stacking fault (after a partial), an antiphase boundary (a vector of
   * the lattice that chemical order does not share), or the perfect crystal again.
   */
  readonly end: 'stacking fault' | 'antiphase boundary' | 'perfect';
}

/**
 * The usual shift across a cut of a crystal, given its layers and those of its lattice (all elements
 * taken for the same) along the same plane: the lattice says which way atoms slip, the crystal
 * whether the end is itself again (in an ordered alloy a lattice vector may leave an antiphase boundary).
 */
export function faultLine(own: Layers, cut: number, lattice: Layers): FaultLine {
  const height = own.cuts[cut]!.height * own.basis.spacing;
  const off = lattice.cuts.map((other) => {
    const ways = height / lattice.basis.spacing - other.height;
    return Math.abs(ways - Math.round(ways));
  });
  const at = off.indexOf(off.reduce((a, b) => Math.min(a, b)));
  const { shift, end } = usualShift(lattice, at);
  const [a, b, c, d, e, f, g, h, i] = lattice.basis.rotation as unknown as [...number[]] as Nine;
  const inCrystal = timesMatrix([shift[0], shift[1], 0], [a, d, g, b, e, h, c, f, i]);
  const turned = timesMatrix(inCrystal, own.basis.rotation);
  const way: Shift = [turned[0]!, turned[1]!];
  const isAntiphase = end === 'perfect' && !isWhole(way, own.basis.cell);
  return { shift: way, end: isAntiphase ? 'antiphase boundary' : end };
}

type Nine = [number, number, number, number, number, number, number, number, number];

function isWhole([x, y]: Shift, cell: Float64Array): boolean {
  const plane = Float64Array.of(...cell.subarray(0, 6), 0, 0, 1);
  return timesMatrix([x, y, 0], invertCell(plane)).every((u) => Math.abs(u - Math.round(u)) < 1e-3);
}

/**
 * Whether a second shift one spacing higher makes the extrinsic fault: each spacing is one layer of a
 * stack of three (fcc, diamond), chemical order not making it longer.
 */
export function hasExtrinsic(own: Layers, { end }: FaultLine, lattice: Layers): boolean {
  const { cell, spacing } = lattice.basis;
  const aside = cell[6]! * cell[6]! + cell[7]! * cell[7]!;
  const isShort = Math.abs(own.basis.spacing / spacing - 1) < 1e-3;
  return end === 'stacking fault' && isShort && aside > 1e-3 * spacing * spacing;
}

/**
 * The usual shift across a cut. Where the lattice of the plane is hexagonal, as in fcc {111}, hcp
 * (0001) and the glide set of diamond {111}, the partial: the way from an atom below the cut to the
 * nearest hollow place above it that is not taken, which is as far as from that atom to the plane
 * above (a/6 <112> in fcc). Elsewhere, and where atoms lie right above each other across the cut, the
 * shortest lattice vector of the plane (1/2 <111> in bcc {110}).
 */
function usualShift(layers: Layers, cut: number): FaultLine {
  const { cell } = layers.basis;
  const [ux, uy, vx, vy] = [cell[0]!, cell[1]!, cell[3]!, cell[4]!];
  const [uu, uv, vv] = [ux * ux + uy * uy, ux * vx + uy * vy, vx * vx + vy * vy];
  const isHexagonal = Math.abs(uu / vv - 1) < 1e-3 && Math.abs(uv / uu + 0.5) < 1e-3;
  const whole: FaultLine = { shift: [ux, uy], end: 'perfect' };
  if (!isHexagonal) return whole;
  const count = layers.planes.length;
  const [below, above] = stackedPlanes(layers, cut + count - 1, 2);
  const [x, y] = [0, 1].map((d) => above!.positions[d]! - below!.positions[d]!) as [number, number];
  const shift = shortestInPlane([x, y], cell);
  const length = shift[0] * shift[0] + shift[1] * shift[1];
  return length > 1e-3 * uu ? { shift, end: 'stacking fault' } : whole;
}

function shortestInPlane([x, y]: Shift, cell: Float64Array): Shift {
  let best: Shift = [x, y];
  const length = (way: Shift): number => way[0] * way[0] + way[1] * way[1];
  const plane = Float64Array.of(...cell.subarray(0, 6), 0, 0, 1);
  const [u, v] = timesMatrix([x, y, 0], invertCell(plane)) as unknown as [number, number];
  for (let i = -1; i <= 1; i++) {
    for (let j = -1; j <= 1; j++) {
      const share = [u - Math.round(u) + i, v - Math.round(v) + j, 0];
      const way = timesMatrix(share, plane);
      if (length([way[0]!, way[1]!]) < length(best) - 1e-6) best = [way[0]!, way[1]!];
    }
  }
  return best;
}

/**
 * The crystal with a generalised stacking fault: everything above a cut is shifted in the plane. The
 * cell leans by the shift, so that it holds one fault and repeats in all directions, without a
 * surface. `repeats`: how many of the plane's spacings the cell is high, which is how far the fault
 * is from its image. `opening` (Å) moves the two sides of the cut apart, along the normal.
 */
export function shiftedCrystal(
  layers: Layers,
  cut: number,
  repeats: number,
  [x, y]: Shift,
  opening = 0,
): Structure {
  const planes = stackedPlanes(layers, cut, repeats * layers.planes.length);
  const cell = leaningCell(layers, repeats, [x, y]);
  cell[8]! += opening;
  return fromPlanes(layers, planes, cell);
}

/**
 * The crystal with an extrinsic fault: the shift of the cut itself, and again one spacing above it,
 * so that one layer more is out of order (ABCABC becomes ABC B ABC in fcc).
 */
export function extrinsicFault(
  layers: Layers,
  cut: number,
  repeats: number,
  [x, y]: Shift,
): Structure {
  const each = layers.planes.length;
  const planes = stackedPlanes(layers, cut, repeats * each);
  const single = movedPlanes(planes.slice(0, each), [0 - x, 0 - y, 0]);
  const cell = leaningCell(layers, repeats, [2 * x, 2 * y]);
  return fromPlanes(layers, [...single, ...planes.slice(each)], cell);
}

/** The third vector leads `repeats` spacings up and the shift aside, less what whole vectors of the plane make up. */
function leaningCell({ basis }: Layers, repeats: number, [x, y]: Shift): Float64Array {
  const cell = basis.cell.slice();
  const plane = Float64Array.of(...cell.subarray(0, 6), 0, 0, 1);
  const aside = [repeats * cell[6]! + x, repeats * cell[7]! + y, 0];
  const share = timesMatrix(aside, invertCell(plane));
  const rest = timesMatrix(
    share.map((u) => u - Math.round(u)),
    plane,
  );
  cell.set([rest[0]!, rest[1]!, repeats * basis.spacing], 6);
  return cell;
}
