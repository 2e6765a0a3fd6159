import { cellHeights, invertCell, timesMatrix } from '../cell.ts';
import type { Structure } from '../structure.ts';
import { repeatStructure } from '../supercell.ts';
import type { Layers } from './layers.ts';

/** One atomic plane of a stack, in the frame of the plane basis. */
export interface StackedPlane {
  /** Mean height, Å. */
  readonly height: number;
  readonly atoms: readonly number[];
  /** Cartesian, Å, flat, in the order of `atoms`. */
  readonly positions: Float64Array;
}

/** `count` planes from the one above a cut upward. */
export function stackedPlanes(
  { planes, places, basis }: Layers,
  cut: number,
  count: number,
): StackedPlane[] {
  return Array.from({ length: count }, (_, step) => {
    const at = cut + step;
    const up = Math.floor(at / planes.length);
    const { atoms, height } = planes[at % planes.length]!;
    const fractional = atoms.flatMap((atom) => {
      // A plane may hold atoms from either side of the cell's border.
      const own = places[3 * atom + 2]!;
      const level = height + Math.round((own - height - Math.round(own - height)) * 1e12) / 1e12;
      return [places[3 * atom]!, places[3 * atom + 1]!, own, level];
    });
    const rows = atoms.flatMap((_, i) => {
      const [x, y, own, level] = fractional.slice(4 * i, 4 * i + 4) as [
        number,
        number,
        number,
        number,
      ];
      // Whole steps along the third vector carry the plane sideways too.
      const steps = Math.round(level - own) + up;
      return [x, y, own + steps];
    });
    const positions = timesMatrix(rows, basis.cell);
    return { height: (height + up) * basis.spacing, atoms, positions };
  });
}

/** A structure of atomic planes, its atoms brought into the cell along the two vectors of the plane. */
export function fromPlanes(
  { unit }: Layers,
  planes: readonly StackedPlane[],
  cell: Float64Array,
): Structure {
  const atoms = planes.flatMap((plane) => plane.atoms);
  const positions = Float64Array.from(planes.flatMap((plane) => Array.from(plane.positions)));
  const inPlane = Float64Array.of(...cell.subarray(0, 6), 0, 0, 1);
  const wrapped = timesMatrix(positions, invertCell(inPlane)).map((x, k) => {
    if (k % 3 === 2) return x;
    const inside = x - Math.floor(x);
    return inside > 1 - 1e-9 || inside < 1e-9 ? 0 : inside;
  });
  const { initialMagneticMoments: moments, initialCharges: charges } = unit;
  const pick = (values: Float64Array): Float64Array =>
    Float64Array.from(atoms, (atom) => values[atom]!);
  return {
    numbers: Int32Array.from(atoms, (atom) => unit.numbers[atom]!),
    positions: timesMatrix(wrapped, inPlane),
    cell,
    periodic: [true, true, true],
    ...(moments && { initialMagneticMoments: pick(moments) }),
    ...(charges && { initialCharges: pick(charges) }),
  };
}

/** Planes moved as one. */
export const movedPlanes = (
  planes: readonly StackedPlane[],
  [x, y, z]: readonly [number, number, number],
): StackedPlane[] =>
  planes.map((plane) => ({
    ...plane,
    height: plane.height + z,
    positions: plane.positions.map((at, k) => at + (k % 3 === 0 ? x : k % 3 === 1 ? y : z)),
  }));

/** The structure repeated in the plane until it is at least so wide (Å) in both directions. */
export function widened(structure: Structure, width: number): Structure {
  // The third vector may lean: heights in the plane are those of the plane's own cell.
  const upright = Float64Array.of(...structure.cell.subarray(0, 6), 0, 0, 1);
  const [a, b] = cellHeights(upright);
  const times = (height: number): number => Math.max(1, Math.ceil(width / height - 1e-6));
  return repeatStructure(structure, [times(a), times(b), 1]);
}
