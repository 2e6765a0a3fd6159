import type { Result } from '../../base/result.ts';
import { type AtomAttributes, constraintsOf } from '../atom-attributes.ts';
import { cellVolume, toCartesian } from '../cell.ts';
import { cbrt } from '../elementary.ts';
import { atomicNumber } from '../elements.ts';
import type { Structure } from '../structure.ts';
import { catchFormat, type FormatError, FormatProblem } from './format-error.ts';
import { readInteger, readReal } from './read-number.ts';

/** A structure and the comment of its first line. */
export interface PoscarFile {
  readonly comment: string;
  readonly structure: Structure;
  /** Selective dynamics, as FixAtoms and FixScaled. */
  readonly attributes: AtomAttributes;
}

/**
 * Reads VASP's POSCAR or CONTCAR of version 5 (with the line of element symbols): one scale factor
 * (negative: the volume wanted) or three, direct or Cartesian positions, selective dynamics. Velocities
 * are passed over. Periodic in all directions.
 */
export function parsePoscar(text: string): Result<PoscarFile, FormatError> {
  return catchFormat(() => {
    const lines = text.split(/\r?\n/);
    const given = [2, 3, 4].flatMap((row) => reals(lines, row, 3, 'a lattice vector'));
    const scale = readScale(lines, Float64Array.from(given));
    const cell = Float64Array.from(given, (x, i) => x * scale[i % 3]!);
    if (!(cellVolume(cell) > 0)) throw new FormatProblem(3, 'the lattice vectors span no volume');
    const { numbers, next } = readSpecies(lines);
    const { isDirect, isSelective, first } = readMode(lines, next);
    const values = Array.from(numbers, (_, i) => reals(lines, first + i, 3, 'a position')).flat();
    const positions = isDirect
      ? toCartesian(values, cell)
      : Float64Array.from(values, (x, i) => x * scale[i % 3]!);
    const structure: Structure = { numbers, positions, cell, periodic: [true, true, true] };
    const fixed = Array.from(numbers, (_, i) => fixedAxes(lines, first + i)).flat();
    const attributes = isSelective ? constraintsOf(fixed, 'FixScaled') : {};
    return { comment: (lines[0] ?? '').trim(), structure, attributes };
  });
}

/** The fields of a line by its index from 0. */
const fields = (lines: readonly string[], row: number): string[] =>
  (lines[row] ?? '')
    .trim()
    .split(/\s+/)
    .filter((field) => field !== '');

function reals(lines: readonly string[], row: number, count: number, what: string): number[] {
  const values = fields(lines, row).slice(0, count).map(readReal);
  if (values.length < count || values.some((value) => value === undefined)) {
    throw new FormatProblem(row + 1, `expected ${what}: ${count} numbers`);
  }
  return values as number[];
}

function readScale(lines: readonly string[], cell: Float64Array): number[] {
  const all = fields(lines, 1).map(readReal);
  const words = all.indexOf(undefined);
  const values = (words < 0 ? all : all.slice(0, words)) as number[];
  if (values.length === 3 && values.every((value) => value > 0)) return values;
  const [first] = values;
  if (values.length !== 1 || first === undefined || first === 0) {
    throw new FormatProblem(2, 'expected the scale factor: one number (or three positive ones)');
  }
  const factor = first > 0 ? first : cbrt(-first / cellVolume(cell));
  return [factor, factor, factor];
}

function readSpecies(lines: readonly string[]): { numbers: Int32Array; next: number } {
  const symbols = fields(lines, 5);
  if (symbols.length > 0 && symbols.every((symbol) => readInteger(symbol) !== undefined)) {
    throw new FormatProblem(
      6,
      'expected the element symbols, found numbers of atoms: this is the form of VASP 4',
      'put a line with the symbols above this one, as VASP 5 and later do: Cu Au',
    );
  }
  const elements = symbols.map((symbol) => {
    // VASP writes the potential's suffix or a checksum behind a symbol: Fe_pv, Cu/1b2c3d.
    const number = atomicNumber(symbol.replace(/[_/].*$/, ''));
    if (number === undefined) throw new FormatProblem(6, `"${symbol}" is no element`);
    return number;
  });
  const counts = fields(lines, 6).map(readInteger);
  if (
    elements.length === 0 ||
    counts.length !== elements.length ||
    counts.some((count) => count === undefined || count < 0)
  ) {
    throw new FormatProblem(7, `expected ${elements.length} numbers of atoms, one for each symbol`);
  }
  const numbers = elements.flatMap((element, i) => new Array<number>(counts[i]!).fill(element));
  if (numbers.length === 0) throw new FormatProblem(7, 'there is no atom');
  return { numbers: Int32Array.from(numbers), next: 7 };
}

/** The flags of selective dynamics behind a position: F holds the atom along a lattice vector. */
const fixedAxes = (lines: readonly string[], row: number): boolean[] => {
  const flags = fields(lines, row).slice(3, 6);
  return [0, 1, 2].map((k) => /^\.?f/i.test(flags[k] ?? ''));
};

function readMode(
  lines: readonly string[],
  row: number,
): { isDirect: boolean; isSelective: boolean; first: number } {
  const isSelective = /^\s*s/i.test(lines[row] ?? '');
  const at = isSelective ? row + 1 : row;
  const mode = (lines[at] ?? '').trim();
  if (/^[dck]/i.test(mode)) return { isDirect: /^d/i.test(mode), isSelective, first: at + 1 };
  throw new FormatProblem(at + 1, `expected Direct or Cartesian, found "${mode.slice(0, 40)}"`);
}
