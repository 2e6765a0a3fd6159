import { gunzipSync } from 'node:zlib';
import { ok, type Result } from '../../base/result.ts';
import type { Structure } from '../structure.ts';
import { parseCif } from './cif.ts';
import { parseExtxyz } from './extxyz.ts';
import type { InfoValue } from './extxyz-comment.ts';
import type { FormatError } from './format-error.ts';
import { parsePoscar } from './poscar.ts';

/** A structure of a file, and what the file calls it. */
export interface NamedStructure {
  readonly name: string;
  readonly structure: Structure;
  /** What an extended XYZ file says of the frame. */
  readonly info?: { readonly [key: string]: InfoValue };
}

/** The formats that can be told apart. */
type StructureFormat = 'extxyz' | 'poscar' | 'cif';

/**
 * Reads all structures of a file, gzipped or not, in the format that its content has: what it is
 * called does not matter, `name` only goes into the structures' names.
 */
export function parseStructures(
  bytes: Uint8Array,
  name: string,
): Result<NamedStructure[], FormatError> {
  const text = decodeText(bytes);
  const format = text.ok ? detectFormat(text.value) : undefined;
  if (!text.ok) return text;
  if (format === 'extxyz') {
    const frames = parseExtxyz(text.value);
    if (!frames.ok) return frames;
    return ok(
      frames.value.map(({ structure, info }, i) => ({
        name: frames.value.length > 1 ? `${name}#${i}` : name,
        structure,
        info,
      })),
    );
  }
  if (format === 'cif') {
    const found = parseCif(text.value);
    if (!found.ok) return found;
    const isOne = found.value.length === 1;
    return ok(
      found.value.map(({ name: block, structure }) => ({
        name: isOne ? name : `${name}#${block}`,
        structure,
      })),
    );
  }
  if (format === 'poscar') {
    const found = parsePoscar(text.value);
    return found.ok ? ok([{ name, structure: found.value.structure }]) : found;
  }
  return {
    ok: false,
    error: {
      line: 1,
      message: 'neither extended XYZ, nor POSCAR, nor CIF',
      hint: 'an XYZ file begins with the number of atoms, a CIF has a data_ line, a POSCAR has its scale factor in line 2',
    },
  };
}

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
  const lines = text.split(/\r?\n/, 200);
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
