import type { CrystalSymmetry, SymmetryOperation } from './symmetry.ts';

/** A point of a crystal with its images under the space group. */
export interface PointOrbit {
  /** Fractional in the primitive cell, moved onto the nearby symmetry element that it lies on. */
  readonly point: Fractional;
  /** All different images in the primitive cell, fractional in [0, 1), the point's own among them. */
  readonly images: readonly Fractional[];
  /** Whether symmetry leaves the point no free coordinate. */
  readonly isFixed: boolean;
  /** The operations that leave the point where it is (but for a lattice translation). */
  readonly stabiliser: readonly SymmetryOperation[];
}

/** Three fractional coordinates. */
export type Fractional = readonly [number, number, number];

type Lattice = Pick<CrystalSymmetry, 'cell' | 'operations'>;

/** Where an operation takes a fractional position; not wrapped. */
export function moved(
  { rotation: w, translation: t }: SymmetryOperation,
  [x, y, z]: Fractional,
): Fractional {
  return [
    w[0]! * x + w[1]! * y + w[2]! * z + t[0]!,
    w[3]! * x + w[4]! * y + w[5]! * z + t[1]!,
    w[6]! * x + w[7]! * y + w[8]! * z + t[2]!,
  ];
}

/** The shortest way from one fractional position to an image of another, as componentwise rounding finds it. */
export const nearestImage = (from: Fractional, to: Fractional): Fractional => [
  to[0] - from[0] - Math.round(to[0] - from[0]),
  to[1] - from[1] - Math.round(to[1] - from[1]),
  to[2] - from[2] - Math.round(to[2] - from[2]),
];

/** The length of a fractional vector squared, Å^2. */
export function squaredLength([x, y, z]: Fractional, cell: ArrayLike<number>): number {
  const u = x * cell[0]! + y * cell[3]! + z * cell[6]!;
  const v = x * cell[1]! + y * cell[4]! + z * cell[7]!;
  const w = x * cell[2]! + y * cell[5]! + z * cell[8]!;
  return u * u + v * v + w * w;
}

/** Into [0, 1); a coordinate within 1e-9 below 1 is 0. */
export function wrapped([x, y, z]: Fractional): Fractional {
  const wrap = (u: number): number => {
    const inside = u - Math.floor(u);
    return inside > 1 - 1e-9 || inside < 1e-9 ? 0 : inside;
  };
  return [wrap(x), wrap(y), wrap(z)];
}

/**
 * The orbit of a point. Operations that carry it less than `tolerance` (Å) away are taken to leave
 * it where it is, and the point is moved to the mean of what they make of it.
 */
export function pointOrbit(near: Fractional, lattice: Lattice, tolerance: number): PointOrbit {
  const { cell, operations } = lattice;
  const stabiliser = operations.filter((operation) => {
    const way = nearestImage(near, moved(operation, near));
    return squaredLength(way, cell) < tolerance * tolerance;
  });
  const point = meanImage(near, stabiliser);
  const images: Fractional[] = [];
  for (const operation of operations) {
    const image = wrapped(moved(operation, point));
    const isKnown = images.some(
      (other) => squaredLength(nearestImage(other, image), cell) < tolerance * tolerance,
    );
    if (!isKnown) images.push(image);
  }
  return { point, images, isFixed: leavesNothing(stabiliser), stabiliser };
}

function meanImage(near: Fractional, stabiliser: readonly SymmetryOperation[]): Fractional {
  const sum = [0, 0, 0];
  for (const operation of stabiliser) {
    const way = nearestImage(near, moved(operation, near));
    for (let d = 0; d < 3; d++) sum[d]! += way[d]!;
  }
  const at = (d: number): number => near[d]! + sum[d]! / Math.max(1, stabiliser.length);
  return [at(0), at(1), at(2)];
}

/**
 * Whether no direction is left alone by all rotations of a group: their sum, which projects onto the
 * directions that are, is then 0.
 */
function leavesNothing(group: readonly SymmetryOperation[]): boolean {
  for (let k = 0; k < 9; k++) {
    if (group.reduce((sum, { rotation }) => sum + rotation[k]!, 0) !== 0) return false;
  }
  return group.length > 0;
}
