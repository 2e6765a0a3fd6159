import { elementSymbol, standardMass } from '../elements.ts';
import type { Structure } from '../structure.ts';
import type { KMesh } from './k-mesh.ts';
import { BOHR } from './units.ts';

/** A value of a Fortran namelist. */
export type NamelistValue = string | number | boolean;

/** A namelist by its keys; `hubbard_u(1)` is a key, too. */
export type Namelist = { readonly [key: string]: NamelistValue };

/** Atoms that pw.x treats alike: one element with one starting moment. */
export interface Species {
  /** `Fe`, or `Fe1` where an element has several. */
  readonly label: string;
  readonly number: number;
  /** File name of its pseudopotential in `pseudo_dir`. */
  readonly pseudopotential: string;
}

/** All that is in an input of pw.x. */
export interface PwInput {
  readonly control: Namelist;
  readonly system: Namelist;
  readonly electrons: Namelist;
  readonly structure: Structure;
  readonly species: readonly Species[];
  /** For each atom, its place in `species`. */
  readonly kinds: readonly number[];
  readonly mesh: KMesh;
  /** Half a step of the mesh along each direction: 0 or 1. */
  readonly shift: readonly [number, number, number];
  /** Lines of further cards. */
  readonly cards?: readonly string[];
}

/**
 * The input file of a single calculation. Lengths are written in bohr by our own constant, since pw.x's
 * own differs from version to version. `nat`, `ntyp` and `ibrav` are filled in here.
 */
export function pwInput(input: PwInput): string {
  const { structure, species, kinds, mesh, shift, cards = [] } = input;
  const system = {
    ibrav: 0,
    nat: structure.numbers.length,
    ntyp: species.length,
    ...input.system,
  };
  return [
    namelist('CONTROL', input.control),
    namelist('SYSTEM', system),
    namelist('ELECTRONS', input.electrons),
    'ATOMIC_SPECIES',
    ...species.map(
      ({ label, number, pseudopotential }) => `${label} ${standardMass(number)} ${pseudopotential}`,
    ),
    'CELL_PARAMETERS bohr',
    ...rows(structure.cell),
    'ATOMIC_POSITIONS bohr',
    ...rows(structure.positions).map(
      (row, atom) => `${(species[kinds[atom] as number] as Species).label} ${row}`,
    ),
    'K_POINTS automatic',
    [...mesh, ...shift].join(' '),
    ...cards,
    '',
  ].join('\n');
}

function namelist(name: string, values: Namelist): string {
  const lines = Object.entries(values).map(([key, value]) => `  ${key} = ${fortran(value)}`);
  return [`&${name}`, ...lines, '/'].join('\n');
}

/** A value as Fortran reads it; a quote in a text is doubled. */
function fortran(value: NamelistValue): string {
  if (typeof value === 'boolean') return value ? '.true.' : '.false.';
  return typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`;
}

/** Vectors of three, Å, as lines of bohr. */
function rows(vectors: Float64Array): string[] {
  return Array.from({ length: vectors.length / 3 }, (_, i) =>
    Array.from(vectors.subarray(3 * i, 3 * i + 3), (length) => String(length / BOHR)).join(' '),
  );
}

/**
 * The species of a structure and each atom's place among them, in order of first appearance. Atoms of one
 * element with other starting moments are other species where `magnetic`.
 */
export function speciesOf(
  { numbers, initialMagneticMoments: moments }: Structure,
  magnetic: boolean,
): {
  readonly species: readonly {
    readonly label: string;
    readonly number: number;
    readonly moment: number;
  }[];
  readonly kinds: readonly number[];
} {
  const species: { label: string; number: number; moment: number }[] = [];
  const kinds = Array.from(numbers, (number, atom) => {
    const moment = magnetic ? (moments?.[atom] ?? 0) : 0;
    const known = species.findIndex((one) => one.number === number && one.moment === moment);
    if (known >= 0) return known;
    const before = species.filter((one) => one.number === number).length;
    const symbol = elementSymbol(number);
    species.push({ label: before === 0 ? symbol : `${symbol}${before}`, number, moment });
    return species.length - 1;
  });
  return { species, kinds };
}
