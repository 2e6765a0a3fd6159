/** The crystal structures that can be built by name. */
export type CrystalStructure = 'fcc' | 'bcc' | 'hcp' | 'diamond';

/** Lattice constants, Å: `c` of hcp only. */
export interface LatticeConstants {
  readonly a: number;
  readonly c?: number;
}

/** A cell without species: rows Å, and fractional positions (3N). */
export interface EmptyCell {
  readonly cell: Float64Array;
  readonly fractional: Float64Array;
}

/** c/a of close-packed spheres, sqrt(8/3). */
export const IDEAL_C_OVER_A = Math.sqrt(8 / 3);

const FCC = [0, 0, 0, 0, 0.5, 0.5, 0.5, 0, 0.5, 0.5, 0.5, 0];
const DIAMOND = [...FCC, ...FCC.map((x) => x + 0.25)];

/**
 * The conventional cell of a structure: cubic with 4 (fcc), 2 (bcc) or 8 (diamond) atoms; for hcp the
 * hexagonal cell of 2 atoms with a along x and an angle of 120 degrees. `c` of hcp is ideal where
 * left out.
 */
export function prototypeCell(
  structure: CrystalStructure,
  { a, c = a * IDEAL_C_OVER_A }: LatticeConstants,
): EmptyCell {
  const cubic = Float64Array.of(a, 0, 0, 0, a, 0, 0, 0, a);
  switch (structure) {
    case 'fcc':
      return { cell: cubic, fractional: Float64Array.from(FCC) };
    case 'bcc':
      return { cell: cubic, fractional: Float64Array.of(0, 0, 0, 0.5, 0.5, 0.5) };
    case 'diamond':
      return { cell: cubic, fractional: Float64Array.from(DIAMOND) };
    case 'hcp':
      return {
        cell: Float64Array.of(a, 0, 0, -0.5 * a, 0.5 * Math.sqrt(3) * a, 0, 0, 0, c),
        fractional: Float64Array.of(0, 0, 0, 1 / 3, 2 / 3, 0.5),
      };
  }
}

/** The volume an atom has in a structure, Å^3. */
export function volumePerAtom(
  structure: CrystalStructure,
  { a, c = a * IDEAL_C_OVER_A }: LatticeConstants,
): number {
  switch (structure) {
    case 'fcc':
      return (a * a * a) / 4;
    case 'bcc':
      return (a * a * a) / 2;
    case 'diamond':
      return (a * a * a) / 8;
    case 'hcp':
      return (Math.sqrt(3) / 4) * a * a * c;
  }
}
