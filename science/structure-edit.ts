import type { Structure } from './structure.ts';

/** The structure without some of its atoms; nothing else moves. */
export function withoutAtoms(structure: Structure, atoms: readonly number[]): Structure {
  const gone = new Set(atoms);
  const { initialMagneticMoments: moments, initialCharges: charges } = structure;
  const isKept = (_: number, i: number): boolean => !gone.has(i);
  return {
    ...structure,
    numbers: structure.numbers.filter(isKept),
    positions: structure.positions.filter((_, i) => !gone.has(Math.floor(i / 3))),
    ...(moments && { initialMagneticMoments: moments.filter(isKept) }),
    ...(charges && { initialCharges: charges.filter(isKept) }),
  };
}

/** The structure with another element on one site. Its starting moment and charge, if any, become 0. */
export function withElement(structure: Structure, atom: number, number: number): Structure {
  const { initialMagneticMoments: moments, initialCharges: charges } = structure;
  const zeroed = (values: Float64Array): Float64Array => values.map((x, i) => (i === atom ? 0 : x));
  return {
    ...structure,
    numbers: structure.numbers.map((x, i) => (i === atom ? number : x)),
    ...(moments && { initialMagneticMoments: zeroed(moments) }),
    ...(charges && { initialCharges: zeroed(charges) }),
  };
}

/** The structure with one atom more, the last, at a Cartesian place (Å); moment and charge 0. */
export function withAtom(
  structure: Structure,
  number: number,
  position: readonly [number, number, number],
): Structure {
  const { initialMagneticMoments: moments, initialCharges: charges } = structure;
  const longer = (values: Float64Array, more: readonly number[]): Float64Array =>
    Float64Array.from([...values, ...more]);
  return {
    ...structure,
    numbers: Int32Array.from([...structure.numbers, number]),
    positions: longer(structure.positions, position),
    ...(moments && { initialMagneticMoments: longer(moments, [0]) }),
    ...(charges && { initialCharges: longer(charges, [0]) }),
  };
}

/** The structure with one atom at another place, Cartesian, Å. */
export function withAtomAt(
  structure: Structure,
  atom: number,
  position: readonly [number, number, number],
): Structure {
  const positions = structure.positions.slice();
  positions.set(position, 3 * atom);
  return { ...structure, positions };
}
