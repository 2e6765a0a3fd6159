import { invertCell, timesMatrix } from '../cell.ts';
import type { Fractional } from '../site-symmetry.ts';
import { moved, nearestImage, squaredLength } from '../site-symmetry.ts';
import type { Structure } from '../structure.ts';
import { withAtom, withAtomAt } from '../structure-edit.ts';
import type { CrystalSymmetry, SymmetryOperation } from '../symmetry.ts';

/** A direction of the conventional cell, as in [1, 1, 0]. */
export type Direction = readonly [number, number, number];

/** A way to put two atoms on one site. */
export interface Dumbbell {
  /** The atom whose site is shared. */
  readonly atom: number;
  /** Of unit length, Cartesian. */
  readonly axis: readonly [number, number, number];
  /** The direction of the conventional cell, of the family asked for. */
  readonly direction: Direction;
  /** How many there are in the structure's cell, all sites and axes of the orbit together. */
  readonly multiplicity: number;
}

/** Å: an operation that moves a site less leaves it. */
const SAME_SITE = 0.02;

/**
 * The dumbbells of a family of directions: one for each symmetry orbit of (site, axis). The family is
 * all that the crystal's rotations make of the direction; at a site of lower symmetry (the face of
 * L1_2) it falls into several orbits. With `isMixed` the two ends differ, and an axis and its
 * opposite may too.
 */
export function dumbbells(
  structure: Structure,
  symmetry: CrystalSymmetry,
  direction: Direction,
  isMixed = false,
): Dumbbell[] {
  const { cell, conventional, operations, representative } = symmetry;
  const inverse = invertCell(cell);
  const whole = timesMatrix(timesMatrix(direction, conventional), inverse) as unknown as Fractional;
  const family = different(
    operations.map((operation) => turned(operation, whole)),
    isMixed,
  );
  const found: Dumbbell[] = [];
  for (const [atom, first] of representative.entries()) {
    if (atom !== first) continue;
    const sites = representative.filter((other) => other === atom).length;
    const stabiliser = stabiliserOf(structure, symmetry, atom);
    for (const orbit of axisOrbits(family, stabiliser, isMixed)) {
      const axes = orbit.map((axis) => timesMatrix(axis, cell) as unknown as Fractional);
      const [x, y, z] = foremost(axes, conventional);
      const length = Math.sqrt(x * x + y * y + z * z);
      found.push({
        atom,
        axis: [x / length, y / length, z / length],
        direction: inConventional([x, y, z], conventional),
        multiplicity: sites * orbit.length,
      });
    }
  }
  return found;
}

/**
 * The structure with a dumbbell in place of an atom: the atom moves half the separation (Å) along
 * the axis, the added one, last in the list, as far against it.
 */
export function withDumbbell(
  structure: Structure,
  { atom, axis }: Pick<Dumbbell, 'atom' | 'axis'>,
  separation: number,
  added: number,
): Structure {
  const at = (sign: number): [number, number, number] => {
    const place = (d: number): number =>
      structure.positions[3 * atom + d]! + sign * 0.5 * separation * axis[d]!;
    return [place(0), place(1), place(2)];
  };
  return withAtom(withAtomAt(structure, atom, at(1)), added, at(-1));
}

/** The usual ground state of a self-interstitial in a structure of this space group, if there is one. */
export function usualDirections(spaceGroup: number | undefined): readonly Direction[] {
  // fcc and what is made from it; bcc and what is made from it; diamond and zincblende.
  if (spaceGroup === 225) return [[1, 0, 0]];
  if (spaceGroup === 229) return [[1, 1, 0]];
  if (spaceGroup === 227 || spaceGroup === 216) return [[1, 1, 0]];
  if (spaceGroup === 194) return [[0, 0, 1]];
  return [];
}

function stabiliserOf(
  structure: Structure,
  { cell, operations }: CrystalSymmetry,
  atom: number,
): readonly SymmetryOperation[] {
  const position = structure.positions.subarray(3 * atom, 3 * atom + 3);
  const place = timesMatrix(position, invertCell(cell)) as unknown as Fractional;
  return operations.filter((operation) => {
    const way = nearestImage(place, moved(operation, place));
    return squaredLength(way, cell) < SAME_SITE * SAME_SITE;
  });
}

const turned = ({ rotation }: SymmetryOperation, axis: Fractional): Fractional =>
  moved({ rotation, translation: [0, 0, 0] }, axis);

const isSame = (a: Fractional, b: Fractional): boolean =>
  [0, 1, 2].every((d) => Math.abs(a[d]! - b[d]!) < 1e-4);

const isOpposite = (a: Fractional, b: Fractional): boolean =>
  [0, 1, 2].every((d) => Math.abs(a[d]! + b[d]!) < 1e-4);

/** Each axis once; an axis and its opposite are one where the ends are alike. */
function different(axes: readonly Fractional[], isMixed: boolean): Fractional[] {
  const kept: Fractional[] = [];
  for (const axis of axes) {
    const isKnown = kept.some(
      (other) => isSame(other, axis) || (!isMixed && isOpposite(other, axis)),
    );
    if (!isKnown) kept.push(axis);
  }
  return kept;
}

function axisOrbits(
  family: readonly Fractional[],
  stabiliser: readonly SymmetryOperation[],
  isMixed: boolean,
): Fractional[][] {
  const left = [...family];
  const orbits: Fractional[][] = [];
  while (left.length > 0) {
    const first = left[0] as Fractional;
    const images = stabiliser.map((operation) => turned(operation, first));
    const isMember = (axis: Fractional): boolean =>
      images.some((image) => isSame(image, axis) || (!isMixed && isOpposite(image, axis)));
    orbits.push(left.filter(isMember));
    const others = left.filter((axis) => !isMember(axis));
    left.splice(0, left.length, ...others);
  }
  return orbits;
}

/** Of axes (Cartesian) the one whose direction is written most simply: first numbers largest. */
function foremost(axes: readonly Fractional[], conventional: Float64Array): Fractional {
  const inverse = invertCell(conventional);
  const written = axes.map((axis) =>
    Array.from(timesMatrix(axis, inverse), (x) => Math.round(x * 1e4)),
  );
  const order = axes.map((_, i) => i);
  order.sort((i, j) => {
    const [a, b] = [written[i]!, written[j]!];
    return b[0]! - a[0]! || b[1]! - a[1]! || b[2]! - a[2]!;
  });
  return axes[order[0]!]!;
}

/** The shortest whole numbers of a direction in the conventional cell, where it has such. */
function inConventional(axis: Fractional, conventional: Float64Array): Direction {
  const raw = timesMatrix(axis, invertCell(conventional));
  const largest = raw.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  for (let most = 1; most <= 12; most++) {
    const whole = Array.from(raw, (x) => (x / largest) * most);
    if (whole.every((x) => Math.abs(x - Math.round(x)) < 1e-3)) {
      return whole.map((x) => Math.round(x) + 0) as unknown as Direction;
    }
  }
  return Array.from(raw, (x) => x / largest) as unknown as Direction;
}
