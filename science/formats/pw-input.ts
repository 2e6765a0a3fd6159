import type { Result } from '../../base/result.ts';
import { type AtomAttributes, constraintsOf } from '../atom-attributes.ts';
import { cellVolume } from '../cell.ts';
import type { Structure } from '../structure.ts';
import { catchFormat, type FormatError, FormatProblem } from './format-error.ts';
import { type Namelists, type NamelistValue, readNamelists } from './namelist.ts';
import { type NumberedLine, readCellCard, readPositionsCard } from './pw-cards.ts';
import { BOHR, bravaisCell } from './pw-lattice.ts';

/** What an input of pw.x says of the structure. */
export interface PwInput {
  readonly structure: Structure;
  /** `if_pos` as FixAtoms and FixCartesian. */
  readonly attributes: AtomAttributes;
  /** What the file says and a structure cannot hold. */
  readonly notes: readonly string[];
}

type System = ReadonlyMap<string, NamelistValue>;

/**
 * Reads an input file of Quantum ESPRESSO's pw.x: the cell (`ibrav` or CELL_PARAMETERS), the atoms with
 * what holds them fast, and starting moments where `starting_magnetization` is in Bohr magnetons
 * (|m| >= 1, or 0). Below 1 it is a fraction of the valence, which the pseudopotential knows: left
 * out, and said. Periodic in all directions.
 */
export function parsePwInput(text: string): Result<PwInput, FormatError> {
  return catchFormat(() => {
    const { lists, rest } = readNamelists(text);
    const system: System = lists.get('system') ?? new Map();
    const nat = positive(system, 'nat');
    const alat = readAlat(system);
    const cell = readCell(system, rest, alat);
    if (!(cellVolume(cell) > 0)) throw new FormatProblem(0, 'the lattice vectors span no volume');
    const at = findCard(rest, 'ATOMIC_POSITIONS');
    if (at < 0) throw new FormatProblem(0, 'there is no card ATOMIC_POSITIONS');
    const atoms = readPositionsCard(rest, at, cell, { alat, count: nat });
    const { numbers, positions, labels, fixed } = atoms;
    const { moments, notes } = startingMoments({ lists, rest }, system, labels);
    return {
      structure: {
        numbers,
        positions,
        cell,
        periodic: [true, true, true],
        ...(moments && { initialMagneticMoments: moments }),
      },
      attributes: constraintsOf(fixed, 'FixCartesian'),
      notes,
    };
  });
}

const findCard = (rest: readonly NumberedLine[], name: string): number =>
  rest.findIndex(({ text }) => new RegExp(`^\\s*${name}\\b`, 'i').test(text));

function numberOf(system: System, key: string): number | undefined {
  const found = system.get(key);
  if (!found) return undefined;
  if (typeof found.value === 'number') return found.value;
  throw new FormatProblem(found.line, `${key} = ${found.value} is no number`);
}

function positive(system: System, key: string): number {
  const value = numberOf(system, key);
  if (value !== undefined && Number.isInteger(value) && value > 0) return value;
  throw new FormatProblem(
    system.get(key)?.line ?? 0,
    `&SYSTEM needs ${key}, a positive whole number`,
  );
}

/** The lattice parameter, Å. */
function readAlat(system: System): number | undefined {
  const celldm = numberOf(system, 'celldm(1)');
  if (celldm !== undefined && celldm !== 0) return celldm * BOHR;
  return numberOf(system, 'a');
}

function readCell(
  system: System,
  rest: readonly NumberedLine[],
  alat: number | undefined,
): Float64Array {
  const ibrav = numberOf(system, 'ibrav');
  if (ibrav === undefined) throw new FormatProblem(0, '&SYSTEM needs ibrav');
  const line = system.get('ibrav')?.line ?? 0;
  if (ibrav !== 0) {
    if (alat === undefined) throw new FormatProblem(line, `ibrav = ${ibrav} needs celldm(1) or A`);
    const ratio = (key: string): number | undefined => {
      const value = numberOf(system, key);
      return value === undefined ? undefined : value * alat;
    };
    const b = numberOf(system, 'b') ?? ratio('celldm(2)');
    return bravaisCell(ibrav, { a: alat, b, c: numberOf(system, 'c') ?? ratio('celldm(3)') }, line);
  }
  const at = findCard(rest, 'CELL_PARAMETERS');
  if (at < 0) throw new FormatProblem(line, 'ibrav = 0 needs a card CELL_PARAMETERS');
  return readCellCard(rest, at, alat);
}

function startingMoments(
  { rest }: Namelists,
  system: System,
  labels: readonly string[],
): { readonly moments?: Float64Array; readonly notes: readonly string[] } {
  const given = [...system.keys()].filter((key) => key.startsWith('starting_magnetization('));
  if (given.length === 0 || numberOf(system, 'nspin') !== 2) return { notes: [] };
  const at = findCard(rest, 'ATOMIC_SPECIES');
  const species = rest
    .slice(at + 1, at + 1 + positive(system, 'ntyp'))
    .map(({ text }) => text.trim().split(/\s+/)[0] as string);
  const values = species.map((_, i) => numberOf(system, `starting_magnetization(${i + 1})`) ?? 0);
  if (at < 0 || values.some((value) => value !== 0 && Math.abs(value) < 1)) {
    const said =
      'starting_magnetization is a fraction of the valence there: no starting moments are read';
    return { notes: [said] };
  }
  const moments = labels.map((label) => values[species.indexOf(label)] ?? 0);
  return { moments: Float64Array.from(moments), notes: [] };
}
