import type { Result } from '../../base/result.ts';
import { atomicNumber, LAST_ATOMIC_NUMBER } from '../elements.ts';
import type { Structure } from '../structure.ts';
import { type InfoValue, readComment } from './extxyz-comment.ts';
import { catchFormat, type FormatError, FormatProblem } from './format-error.ts';
import { readInteger, readRealOrSpecial } from './read-number.ts';

/** A per-atom column group of a frame; `columns` values an atom, atom by atom. */
export type FrameArray =
  | { readonly columns: number; readonly type: 'R'; readonly values: Float64Array }
  | { readonly columns: number; readonly type: 'I'; readonly values: Int32Array }
  | { readonly columns: number; readonly type: 'S'; readonly values: readonly string[] }
  | { readonly columns: number; readonly type: 'L'; readonly values: readonly boolean[] };

/**
 * One frame. `structure` has what an item's identity is made of; everything else stays in `info`
 * (of the frame) or `arrays` (of the atoms) under the file's own name and in the file's own unit.
 */
export interface ExtxyzFrame {
  readonly structure: Structure;
  readonly info: { readonly [key: string]: InfoValue };
  readonly arrays: { readonly [name: string]: FrameArray };
  /** The line of the file that has the number of atoms, from 1: for messages. */
  readonly line: number;
}

interface Column {
  readonly name: string;
  readonly type: 'R' | 'I' | 'S' | 'L';
  readonly columns: number;
}

const PLAIN: readonly Column[] = [
  { name: 'species', type: 'S', columns: 1 },
  { name: 'pos', type: 'R', columns: 3 },
];

/**
 * Reads extended XYZ as ASE writes and reads it (the form of libAtoms), and plain XYZ. Lattice rows
 * are a, b, c; a frame with a `Lattice` and no `pbc` is periodic. Failures name the line.
 */
export function parseExtxyz(text: string): Result<ExtxyzFrame[], FormatError> {
  return catchFormat(() => {
    const lines = text.split(/\r?\n/);
    const frames: ExtxyzFrame[] = [];
    let at = 0;
    while (at < lines.length) {
      if ((lines[at] as string).trim() === '') {
        at++;
        continue;
      }
      const count = readCount(lines[at] as string, at + 1, frames.length);
      frames.push(readFrame(lines, at, count));
      at += count + 2;
    }
    if (frames.length === 0) throw new FormatProblem(0, 'the file has no frame');
    return frames;
  });
}

function readCount(text: string, line: number, before: number): number {
  const count = readInteger(text.trim());
  if (count !== undefined && count > 0) return count;
  const hint =
    before > 0
      ? `${before} frames were read before it: the last one may say fewer atoms than it lists`
      : undefined;
  throw new FormatProblem(
    line,
    `expected the number of atoms of a frame, found "${clip(text)}"`,
    hint,
  );
}

const clip = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}...` : text);

function readFrame(lines: readonly string[], start: number, count: number): ExtxyzFrame {
  const info = new Map(readComment(lines[start + 1] ?? '', start + 2));
  const properties = info.get('Properties');
  info.delete('Properties');
  const columns = properties === undefined ? PLAIN : readProperties(properties, start + 2);
  const arrays = readTable(lines, start, count, columns, properties === undefined);
  const structure = takeStructure(info, arrays, start + 1, count);
  return {
    structure,
    info: Object.fromEntries(info),
    arrays: Object.fromEntries(arrays),
    line: start + 1,
  };
}

function readProperties(value: InfoValue, line: number): Column[] {
  const parts = typeof value === 'string' ? value.split(':') : [];
  const columns: Column[] = [];
  for (let i = 0; i < parts.length; i += 3) {
    const [name, type, size] = [
      parts[i] as string,
      parts[i + 1] ?? '',
      readInteger(parts[i + 2] ?? ''),
    ];
    if (!/^[RISL]$/.test(type) || size === undefined || size < 1 || name === '') {
      throw new FormatProblem(
        line,
        `Properties has "${parts.slice(i, i + 3).join(':')}" where name:type:columns was expected`,
        'types are R (real), I (integer), S (text), L (T or F), as in Properties=species:S:1:pos:R:3',
      );
    }
    columns.push({ name, type: type as Column['type'], columns: size });
  }
  const names = new Set(columns.map((column) => column.name));
  if (names.size < columns.length || columns.length === 0) {
    throw new FormatProblem(line, 'Properties names no column, or one column twice');
  }
  return columns;
}

function readTable(
  lines: readonly string[],
  start: number,
  count: number,
  columns: readonly Column[],
  plain: boolean,
): Map<string, FrameArray> {
  const width = columns.reduce((sum, column) => sum + column.columns, 0);
  const arrays = columns.map((column) => emptyArray(column, count));
  for (let atom = 0; atom < count; atom++) {
    const line = start + 3 + atom;
    const text = (lines[line - 1] ?? '').trim();
    const fields = text === '' ? [] : text.split(/\s+/);
    if (fields.length === 0) {
      throw new FormatProblem(
        line,
        `expected atom ${atom + 1} of ${count}, found the end of the frame`,
      );
    }
    if (fields.length < width || (fields.length > width && !plain)) {
      throw new FormatProblem(line, `expected ${width} columns, found ${fields.length}`);
    }
    let field = 0;
    columns.forEach((column, c) => {
      for (let k = 0; k < column.columns; k++, field++) {
        const at = atom * column.columns + k;
        setMember(arrays[c] as FrameArray, at, fields[field] as string, column.name, line);
      }
    });
  }
  return new Map(columns.map((column, c) => [column.name, arrays[c] as FrameArray]));
}

function emptyArray({ type, columns }: Column, count: number): FrameArray {
  const size = columns * count;
  if (type === 'R') return { columns, type, values: new Float64Array(size) };
  if (type === 'I') return { columns, type, values: new Int32Array(size) };
  if (type === 'S') return { columns, type, values: new Array<string>(size) };
  return { columns, type, values: new Array<boolean>(size) };
}

function setMember(array: FrameArray, at: number, text: string, name: string, line: number): void {
  let value: number | string | boolean | undefined;
  if (array.type === 'R') value = readRealOrSpecial(text);
  else if (array.type === 'I') value = readInteger(text);
  else if (array.type === 'S') value = text;
  else if (/^([TF]|true|false|True|False|[01])$/.test(text)) value = /^[Tt1]/.test(text);
  if (value === undefined) {
    const expected = { R: 'a number', I: 'a whole number', L: 'T or F', S: 'text' }[array.type];
    throw new FormatProblem(line, `${name}: expected ${expected}, found "${clip(text)}"`);
  }
  (array.values as (number | string | boolean)[])[at] = value;
}

function takeStructure(
  info: Map<string, InfoValue>,
  arrays: Map<string, FrameArray>,
  line: number,
  count: number,
): Structure {
  const positions = takeReals(arrays, 'pos', 3, line, count);
  if (!positions) {
    throw new FormatProblem(line + 1, 'Properties has no pos:R:3', 'positions are needed');
  }
  const lattice = takeLattice(info, line + 1);
  const moments = takeReals(arrays, 'initial_magmoms', 1, line, count);
  const charges = takeReals(arrays, 'initial_charges', 1, line, count);
  return {
    numbers: takeNumbers(arrays, line, count),
    positions,
    cell: lattice ?? new Float64Array(9),
    periodic: takePeriodic(info, lattice !== undefined, line + 1),
    ...(moments && { initialMagneticMoments: moments }),
    ...(charges && { initialCharges: charges }),
  };
}

function takeReals(
  arrays: Map<string, FrameArray>,
  name: string,
  columns: number,
  line: number,
  count: number,
): Float64Array | undefined {
  const array = arrays.get(name);
  if (!array) return undefined;
  if ((array.type !== 'R' && array.type !== 'I') || array.columns !== columns) {
    throw new FormatProblem(line + 1, `expected ${name}:R:${columns} in Properties`);
  }
  const values = Float64Array.from(array.values);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    const atom = Math.floor(bad / (values.length / count));
    throw new FormatProblem(line + 2 + atom, `${name} is not a finite number`);
  }
  arrays.delete(name);
  return values;
}

function takeNumbers(arrays: Map<string, FrameArray>, line: number, count: number): Int32Array {
  const named = ['species', 'symbols'].find((name) => arrays.has(name));
  const name = named ?? ['Z', 'numbers'].find((other) => arrays.has(other));
  if (name === undefined) {
    throw new FormatProblem(line + 1, 'Properties has neither species:S:1 nor Z:I:1');
  }
  const { values } = arrays.get(name) as FrameArray;
  const numbers = new Int32Array(count);
  for (let atom = 0; atom < count; atom++) {
    const number = elementNumber(String(values[atom]));
    if (number === undefined) {
      throw new FormatProblem(line + 2 + atom, `"${clip(String(values[atom]))}" is no element`);
    }
    numbers[atom] = number;
  }
  arrays.delete(name);
  if (named !== undefined) dropEqualNumbers(arrays, numbers);
  return numbers;
}

/** Some files have both species and Z: the second says nothing new where they agree. */
function dropEqualNumbers(arrays: Map<string, FrameArray>, numbers: Int32Array): void {
  const z = arrays.get('Z');
  if (z?.type === 'I' && numbers.every((number, i) => z.values[i] === number)) arrays.delete('Z');
}

/** The atomic number of a symbol in any case (`cu`, `CU`), or of the number itself written out. */
function elementNumber(text: string): number | undefined {
  const number = readInteger(text);
  if (number !== undefined) return number >= 1 && number <= LAST_ATOMIC_NUMBER ? number : undefined;
  return atomicNumber(text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase());
}

function takeLattice(info: Map<string, InfoValue>, line: number): Float64Array | undefined {
  const value = info.get('Lattice');
  if (value === undefined) return undefined;
  const numbers = (Array.isArray(value) ? value : []) as readonly InfoValue[];
  if (numbers.length !== 9 || !numbers.every((n) => typeof n === 'number' && Number.isFinite(n))) {
    throw new FormatProblem(
      line,
      'Lattice: expected nine numbers',
      'the vectors a, b and c one after another: Lattice="ax ay az bx by bz cx cy cz"',
    );
  }
  info.delete('Lattice');
  return Float64Array.from(numbers as number[]);
}

function takePeriodic(
  info: Map<string, InfoValue>,
  hasLattice: boolean,
  line: number,
): Structure['periodic'] {
  const value = info.get('pbc');
  info.delete('pbc');
  if (value === undefined) return [hasLattice, hasLattice, hasLattice];
  if (typeof value === 'boolean') return [value, value, value];
  const flags = Array.isArray(value)
    ? value.map((flag) => (flag === 1 ? true : flag === 0 ? false : flag))
    : [];
  if (flags.length !== 3 || !flags.every((flag) => typeof flag === 'boolean')) {
    throw new FormatProblem(line, 'pbc: expected three of T or F, as in pbc="T T F"');
  }
  return flags as unknown as Structure['periodic'];
}
