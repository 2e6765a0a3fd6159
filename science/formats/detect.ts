import { gunzipSync } from 'node:zlib';
import { ok, type Result } from '../../base/result.ts';
import type { RowResults } from '../ase-db/row.ts';
import type { AtomAttributes } from '../atom-attributes.ts';
import type { Structure } from '../structure.ts';
import { parseCif } from './cif.ts';
import { type FrameArray, parseExtxyz } from './extxyz.ts';
import type { InfoValue } from './extxyz-comment.ts';
import type { FormatError } from './format-error.ts';
import { frameAtomAttributes } from './frame-attributes.ts';
import { parsePoscar } from './poscar.ts';
import { parsePwInput } from './pw-input.ts';
import { parsePwOutput } from './pw-output.ts';
import { parsePwXmlStructures } from './pw-xml-structures.ts';

/** A structure of a file, and what the file calls it. */
export interface NamedStructure {
  readonly name: string;
  readonly structure: Structure;
  /** Masses, tags and constraints, where the format has them and the file says them. */
  readonly attributes?: AtomAttributes;
  /** What the file says of the structure as a whole: an extended XYZ's info, a database row's keys. */
  readonly info?: { readonly [key: string]: InfoValue };
  /** What an extended XYZ says of each atom beside its place, under the file's own names. */
  readonly arrays?: { readonly [name: string]: FrameArray };
  /** What an ase.db says was computed: eV, eV/Å, eV/Å^3 (Voigt xx yy zz yz xz xy, tension positive). */
  readonly results?: RowResults;
  /** What the file says and was not read. */
  readonly notes?: readonly string[];
}

/** The formats that can be told apart. */
type StructureFormat = 'extxyz' | 'poscar' | 'cif' | 'pw-input' | 'pw-output' | 'pw-xml';

/** What a parser found of one structure; `label` tells it from the others of its file. */
type Found = Omit<NamedStructure, 'name'> & { readonly label?: string };

/**
 * Reads all structures of a file, gzipped or not, in the format that its content has: what it is
 * called does not matter, `name` only goes into the structures' names.
 */
export function parseStructures(
  bytes: Uint8Array,
  name: string,
): Result<NamedStructure[], FormatError> {
  const text = decodeText(bytes);
  if (!text.ok) return text;
  const format = detectFormat(text.value);
  const found = format ? PARSERS[format](text.value) : UNKNOWN_FORMAT;
  if (!found.ok) return found;
  const isOne = found.value.length === 1;
  return ok(
    found.value.map(({ label, ...rest }, i) => ({
      name: isOne ? name : `${name}#${label ?? i}`,
      ...rest,
    })),
  );
}

const PARSERS: {
  readonly [format in StructureFormat]: (text: string) => Result<readonly Found[], FormatError>;
} = {
  extxyz: (text) =>
    mapped(parseExtxyz(text), (frames) =>
      frames.map((frame) => {
        const attributes = frameAtomAttributes(frame);
        const { structure, info, arrays } = frame;
        return {
          structure,
          info,
          arrays,
          ...(Object.keys(attributes).length > 0 && { attributes }),
        };
      }),
    ),
  cif: (text) =>
    mapped(parseCif(text), (blocks) =>
      blocks.map(({ name, structure }) => ({ label: name, structure })),
    ),
  poscar: (text) =>
    mapped(parsePoscar(text), ({ structure, attributes }) => [{ structure, attributes }]),
  'pw-input': (text) => mapped(parsePwInput(text), (input) => [input]),
  'pw-output': (text) =>
    mapped(parsePwOutput(text), (structures) => structures.map((structure) => ({ structure }))),
  'pw-xml': (text) =>
    mapped(parsePwXmlStructures(text), (all) => all.map((structure) => ({ structure }))),
};

const mapped = <T>(
  result: Result<T, FormatError>,
  map: (value: T) => readonly Found[],
): Result<readonly Found[], FormatError> => (result.ok ? ok(map(result.value)) : result);

const UNKNOWN_FORMAT: Result<never, FormatError> = {
  ok: false,
  error: {
    line: 1,
    message: 'neither extended XYZ, nor POSCAR, nor CIF, nor input, output or XML of pw.x',
    hint: 'an XYZ file begins with the number of atoms, a CIF has a data_ line, a POSCAR has its scale factor in line 2, an input of pw.x has &SYSTEM',
  },
};

/** The text of a file, unpacked where it is gzipped (told by its first bytes). */
function decodeText(bytes: Uint8Array): Result<string, FormatError> {
  let plain: Uint8Array = bytes;
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    try {
      plain = gunzipSync(bytes);
    } catch {
      return { ok: false, error: { line: 0, message: 'the gzip file is damaged or cut short' } };
    }
  }
  return ok(
    Buffer.from(plain)
      .toString('utf8')
      .replace(/^\uFEFF/, ''),
  );
}

/** The format of a text by what it looks like; undefined where it is none of them. */
export function detectFormat(text: string): StructureFormat | undefined {
  if (/^\s*<[\s\S]*?<(qes:)?espresso\b/.test(text.slice(0, 2000))) return 'pw-xml';
  const lines = text.split(/\r?\n/, 200);
  if (lines.some((line) => /^\s*Program PWSCF v/.test(line))) return 'pw-output';
  if (lines.some((line) => /^\s*&(control|system)\b/i.test(line))) return 'pw-input';
  if (lines.some((line) => /^\s*(data_\S*\s*$|loop_\s*$|_cell_length_)/i.test(line))) return 'cif';
  const isPoscar =
    SCALE.test(lines[1] ?? '') && [2, 3, 4].every((row) => VECTOR.test(lines[row] ?? ''));
  if (isPoscar) return 'poscar';
  const first = lines.find((line) => line.trim() !== '') ?? '';
  return /^\s*\d+\s*$/.test(first) ? 'extxyz' : undefined;
}

/** One number or three, then words at most. */
const SCALE = /^\s*[-+.\d]\S*(\s+[-+.\d]\S*\s+[-+.\d]\S*)?(\s+[^-+.\d\s].*|\s*)$/;
/** Three numbers, then words at most. */
const VECTOR = /^\s*[-+.\d]\S*\s+[-+.\d]\S*\s+[-+.\d]\S*(\s+[^-+.\d\s].*|\s*)$/;
