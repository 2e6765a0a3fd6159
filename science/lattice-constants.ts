import { cbrt } from './elementary.ts';
import {
  type CrystalStructure,
  IDEAL_C_OVER_A,
  type LatticeConstants,
  volumePerAtom,
} from './prototypes.ts';

/** Where the table is from, for people. */
const LATTICE_CONSTANTS_SOURCE =
  'experimental, near 25 °C: King, Bull. Alloy Phase Diagrams 2, 401 (1981)';

interface Measured extends LatticeConstants {
  readonly structure: CrystalStructure;
}

/**
 * Room-temperature lattice constants of the elements whose own structure is one of ours, Å: the
 * compilation of H. W. King, "Crystal structures of the elements at 25 °C", Bull. Alloy Phase
 * Diagrams 2, 401 (1981), as reprinted in the CRC Handbook's "Lattice parameters of the elements".
 * Good to about 0.001 Å (0.01 Å for K, Rb, Cs, Ac). Carbon is diamond, tin grey tin, cerium its
 * gamma form. Compared with the tables of ASE (all elements) and NCrystal (29) in test/science/lattice-constants.test.ts.
 */
const TABLE: { readonly [symbol: string]: Measured } = {
  ...cubic('fcc', {
    Al: 4.0496,
    Ca: 5.5884,
    Ni: 3.524,
    Cu: 3.6146,
    Sr: 6.084,
    Rh: 3.8032,
    Pd: 3.8903,
    Ag: 4.0857,
    Ce: 5.161,
    Yb: 5.4848,
    Ir: 3.8392,
    Pt: 3.9236,
    Au: 4.0782,
    Pb: 4.9502,
    Ac: 5.311,
    Th: 5.0842,
  }),
  ...cubic('bcc', {
    Li: 3.5093,
    Na: 4.2906,
    K: 5.321,
    V: 3.0238,
    Cr: 2.8847,
    Fe: 2.8665,
    Rb: 5.705,
    Nb: 3.3007,
    Mo: 3.147,
    Cs: 6.141,
    Ba: 5.0227,
    Eu: 4.5827,
    Ta: 3.3031,
    W: 3.1653,
  }),
  ...cubic('diamond', { C: 3.5669, Si: 5.431, Ge: 5.6574, Sn: 6.4892 }),
  ...hexagonal({
    Be: [2.2857, 3.5839],
    Mg: [3.2093, 5.2107],
    Sc: [3.3088, 5.268],
    Ti: [2.9503, 4.6836],
    Co: [2.5071, 4.0695],
    Zn: [2.665, 4.947],
    Y: [3.6482, 5.7318],
    Zr: [3.2317, 5.1476],
    Tc: [2.738, 4.394],
    Ru: [2.7058, 4.2816],
    Cd: [2.9793, 5.6196],
    Gd: [3.6336, 5.781],
    Tb: [3.6055, 5.6966],
    Dy: [3.5915, 5.6501],
    Ho: [3.5778, 5.6178],
    Er: [3.5592, 5.585],
    Tm: [3.5375, 5.554],
    Lu: [3.5052, 5.5494],
    Hf: [3.1946, 5.0511],
    Re: [2.7608, 4.458],
    Os: [2.7348, 4.3197],
    Tl: [3.4563, 5.5263],
  }),
};

function cubic(structure: CrystalStructure, values: { readonly [symbol: string]: number }) {
  return Object.fromEntries(Object.entries(values).map(([key, a]) => [key, { structure, a }]));
}

function hexagonal(values: { readonly [symbol: string]: readonly [number, number] }) {
  return Object.fromEntries(
    Object.entries(values).map(([key, [a, c]]) => [key, { structure: 'hcp' as const, a, c }]),
  );
}

/** The elements of the table, for messages and tests. */
export const elementsWithLatticeConstants: readonly string[] = Object.keys(TABLE);

/** The measured constants of an element whose own structure this is. */
export function measuredConstants(symbol: string, structure: string): LatticeConstants | undefined {
  const own = TABLE[symbol];
  return own?.structure === structure ? own : undefined;
}

/** The distance of nearest neighbours in an element's own crystal, Å; undefined for one not in the table. */
export function nearestNeighbours(symbol: string): number | undefined {
  const own = TABLE[symbol];
  if (!own) return undefined;
  const { structure, a, c = a * IDEAL_C_OVER_A } = own;
  switch (structure) {
    case 'fcc':
      return a / Math.sqrt(2);
    case 'bcc':
      return (a * Math.sqrt(3)) / 2;
    case 'diamond':
      return (a * Math.sqrt(3)) / 4;
    case 'hcp':
      return Math.min(a, Math.sqrt((a * a) / 3 + (c * c) / 4));
  }
}

/** Lattice constants and how they were come by, one line for people each. */
export interface ChosenLattice {
  readonly constants: LatticeConstants;
  readonly notes: readonly string[];
}

/**
 * Lattice constants of a composition (symbol to fraction) in a structure, Å: the table's for an
 * element in its own structure; equal volume per atom (and ideal c/a) in another; their mean by
 * fraction for an alloy (Vegard, Z. Phys. 5, 17, 1921). What is computed is rounded to 0.0001 Å.
 * Undefined where an element is not in the table.
 */
export function latticeConstants(
  composition: { readonly [symbol: string]: number },
  structure: CrystalStructure,
): ChosenLattice | undefined {
  const symbols = Object.keys(composition).sort();
  const parts = symbols.map((symbol) => elementConstants(symbol, structure));
  if (parts.some((part) => part === undefined)) return undefined;
  const known = parts as ChosenLattice[];
  const [only] = known;
  if (known.length === 1 && only) return only;
  const mean = (pick: (constants: LatticeConstants) => number): number =>
    rounded(
      known.reduce(
        (sum, { constants }, i) =>
          sum + (composition[symbols[i] as string] as number) * pick(constants),
        0,
      ),
    );
  const constants: LatticeConstants = {
    a: mean(({ a }) => a),
    ...(structure === 'hcp' && { c: mean(({ c }) => c as number) }),
  };
  const words = `${symbols.join('-')} ${structure}: ${constantsText(constants)}, the mean of the elements' by fraction (Vegard)`;
  return { constants, notes: [...known.flatMap((part) => part.notes), words] };
}

function elementConstants(symbol: string, structure: CrystalStructure): ChosenLattice | undefined {
  const own = TABLE[symbol];
  if (!own) return undefined;
  const { structure: itself, ...measured } = own;
  if (itself === structure) {
    const words = `${symbol} ${structure}: ${constantsText(measured)} (${LATTICE_CONSTANTS_SOURCE})`;
    return { constants: measured, notes: [words] };
  }
  const a = rounded(cbrt(volumePerAtom(itself, measured) / volumePerAtom(structure, { a: 1 })));
  const constants = structure === 'hcp' ? { a, c: rounded(a * IDEAL_C_OVER_A) } : { a };
  const words =
    `${symbol} ${structure}: ${constantsText(constants)}, not ${symbol}'s own structure: ` +
    `scaled to the volume per atom of ${itself}, ${constantsText(measured)} (${LATTICE_CONSTANTS_SOURCE})`;
  return { constants, notes: [words] };
}

/** `a = 3.61 Å`, and `c` where there is one. */
export const constantsText = ({ a, c }: LatticeConstants): string =>
  c === undefined ? `a = ${a} Å` : `a = ${a} Å, c = ${c} Å`;

const rounded = (x: number): number => Math.round(x * 1e4) / 1e4;
