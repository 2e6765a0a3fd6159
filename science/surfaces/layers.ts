import { invertCell, timesMatrix } from '../cell.ts';
import { primitiveStructure } from '../defects/defect-cell.ts';
import type { Structure } from '../structure.ts';
import type { CrystalSymmetry } from '../symmetry.ts';
import { inPrimitive, type Miller } from './miller.ts';
import { type PlaneBasis, planeBasis } from './plane-basis.ts';

/** A crystal as a stack of atomic planes. */
export interface Layers {
  readonly basis: PlaneBasis;
  /** One primitive cell's atoms, cell and frame the crystal's own. */
  readonly unit: Structure;
  /** Positions of these atoms in units of the plane basis: in-plane, and from one lattice plane to the next. */
  readonly places: Float64Array;
  /** The atomic planes of one spacing, by height in [0, 1) of it. */
  readonly planes: readonly AtomicPlane[];
  /** Between the planes: `cuts[i]` is below plane i. */
  readonly cuts: readonly Cut[];
}

/** Atoms at one height. */
interface AtomicPlane {
  /** In units of the spacing. */
  readonly height: number;
  readonly atoms: readonly number[];
}

/** A place to cleave the crystal. */
export interface Cut {
  /** In units of the spacing. */
  readonly height: number;
  /** Which kind of surface is left on the material below; equal numbers: equal by symmetry. */
  readonly below: number;
  /** Which kind is left on the material above, numbered with those below. */
  readonly above: number;
}

/** Å: atoms within this height of each other are one plane. */
const ONE_PLANE = 0.1;

/** The stack of planes of the given indices (of the conventional cell); undefined for (000). */
export function layersOf(
  structure: Structure,
  symmetry: CrystalSymmetry,
  plane: Miller,
): Layers | undefined {
  const whole = inPrimitive(plane, symmetry);
  if (!whole) return undefined;
  const basis = planeBasis(symmetry.cell, whole);
  const unit = primitiveStructure(structure, symmetry);
  const turned = timesMatrix(unit.positions, basis.rotation);
  const places = timesMatrix(turned, invertCell(basis.cell));
  const planes = atomicPlanes(places, ONE_PLANE / basis.spacing);
  const heights = planes.map(({ height }, i) => {
    const before = i > 0 ? planes[i - 1]!.height : planes[planes.length - 1]!.height - 1;
    return (height + before) / 2;
  });
  return { basis, unit, places, planes, cuts: cutKinds(heights, whole, symmetry, basis.spacing) };
}

/** Atoms by height, those that are near joined in chains; the widest gap parts first from last. */
function atomicPlanes(places: Float64Array, near: number): AtomicPlane[] {
  const wrap = (x: number): number => {
    const inside = x - Math.floor(x);
    return inside > 1 - 1e-7 ? inside - 1 : inside;
  };
  const sorted = Array.from({ length: places.length / 3 }, (_, atom) => ({
    atom,
    height: wrap(places[3 * atom + 2]!),
  })).sort((a, b) => a.height - b.height || a.atom - b.atom);
  const groups: { atom: number; height: number }[][] = [];
  for (const one of sorted) {
    const last = groups[groups.length - 1];
    if (last && one.height - last[last.length - 1]!.height < near) last.push(one);
    else groups.push([one]);
  }
  const [first, last] = [groups[0]!, groups[groups.length - 1]!];
  if (groups.length > 1 && first[0]!.height + 1 - last[last.length - 1]!.height < near) {
    groups.pop();
    first.unshift(...last.map(({ atom, height }) => ({ atom, height: height - 1 })));
  }
  return groups.map((group) => ({
    height: group.reduce((sum, { height }) => sum + height, 0) / group.length,
    atoms: group.map(({ atom }) => atom),
  }));
}

/**
 * Numbers the surfaces that the cuts leave: an operation that keeps the planes' direction carries a
 * cut to a cut with the same side up; one that turns it over, to a cut with the other side up.
 */
function cutKinds(
  heights: readonly number[],
  plane: Miller,
  { operations }: CrystalSymmetry,
  spacing: number,
): Cut[] {
  const count = heights.length;
  // Surface 2 i is below cut i, 2 i + 1 above it.
  const kinds = Array.from({ length: 2 * count }, (_, i) => i);
  const merge = (a: number, b: number): void => {
    const [from, to] = [Math.max(kinds[a]!, kinds[b]!), Math.min(kinds[a]!, kinds[b]!)];
    for (let i = 0; i < kinds.length; i++) if (kinds[i] === from) kinds[i] = to;
  };
  for (const { rotation: w, translation } of operations) {
    const image = [0, 1, 2].map(
      (d) => plane[0] * w[d]! + plane[1] * w[3 + d]! + plane[2] * w[6 + d]!,
    );
    const sign = [1, -1].find((s) => image.every((x, d) => x === s * plane[d]!));
    if (sign === undefined) continue;
    const shift = plane.reduce((sum, x, d) => sum + x * translation[d]!, 0);
    for (const [i, height] of heights.entries()) {
      const there = cutAt(sign * height + shift, heights, (2 * ONE_PLANE) / spacing);
      if (there === undefined) continue;
      merge(2 * i, 2 * there + (sign > 0 ? 0 : 1));
      merge(2 * i + 1, 2 * there + (sign > 0 ? 1 : 0));
    }
  }
  const names = [...new Set(kinds)].sort((a, b) => a - b);
  return heights.map((height, i) => ({
    height,
    below: names.indexOf(kinds[2 * i]!),
    above: names.indexOf(kinds[2 * i + 1]!),
  }));
}

function cutAt(height: number, heights: readonly number[], near: number): number | undefined {
  const off = heights.map((other) => Math.abs(height - other - Math.round(height - other)));
  const least = off.reduce((a, b) => Math.min(a, b));
  return least < near ? off.indexOf(least) : undefined;
}
