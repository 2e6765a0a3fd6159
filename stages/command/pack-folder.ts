import {
  closeSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  type Stats,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Digest } from '../../base/digest.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { StageContext } from '../../engine/stage.ts';

const BLOCK = 512;

/**
 * Packs a folder as a .tar (POSIX.1-2001 pax) whose bytes depend on names, contents and the
 * executable bit alone: sorted by code unit, no owner, no time. Fails, in words, on what is neither
 * a file nor a folder.
 */
export function packFolder(context: StageContext, folder: string): Result<Digest, string> {
  const tar = `${folder}.packed-by-mlip.tar`;
  const file = openSync(tar, 'wx');
  try {
    for (const { name, stat } of entriesOf(folder, '')) {
      if (!stat.isFile() && !stat.isDirectory()) {
        return fail(`holds ${name}, which is neither a file nor a folder`);
      }
      const bytes = stat.isFile() ? readFileSync(join(folder, name)) : Buffer.alloc(0);
      for (const block of member(name, stat, bytes)) writeAll(file, block);
    }
    writeAll(file, Buffer.alloc(2 * BLOCK));
  } finally {
    closeSync(file);
  }
  return ok(context.putFile(tar));
}

/** A disk may take a part of the bytes and no more; what is kept is all of them or an error. */
function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}

interface Entry {
  readonly name: string;
  readonly stat: Stats;
}

function* entriesOf(folder: string, inside: string): Generator<Entry> {
  for (const one of readdirSync(join(folder, inside)).sort()) {
    const name = inside === '' ? one : `${inside}/${one}`;
    const stat = lstatSync(join(folder, name));
    yield { name, stat };
    if (stat.isDirectory()) yield* entriesOf(folder, name);
  }
}

/** The blocks of one member; a name that the header has no room for stands in a pax record before it. */
function member(name: string, stat: Stats, bytes: Uint8Array): Uint8Array[] {
  const full = stat.isDirectory() ? `${name}/` : name;
  const short = Buffer.byteLength(full) <= 100 && /^[\x20-\x7e]*$/.test(full);
  const record = short ? [] : paxMember(full);
  const mode = stat.isDirectory() || (stat.mode & 0o111) !== 0 ? 0o755 : 0o644;
  const kind = stat.isDirectory() ? '5' : '0';
  const head = header(
    short ? full : full.replace(/[^\x20-\x7e]/g, '_').slice(0, 100),
    mode,
    bytes.length,
    kind,
  );
  return [...record, head, bytes, padding(bytes.length)];
}

function paxMember(name: string): Uint8Array[] {
  const rest = Buffer.byteLength(` path=${name}\n`);
  let length = rest + 1;
  while (String(length).length + rest !== length) length++;
  const bytes = Buffer.from(`${length} path=${name}\n`);
  return [header('pax', 0o644, bytes.length, 'x'), bytes, padding(bytes.length)];
}

const padding = (size: number): Uint8Array => Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);

const octal = (value: number, width: number): string =>
  `${value.toString(8).padStart(width - 1, '0')}\0`;

function header(name: string, mode: number, size: number, kind: string): Uint8Array {
  const block = Buffer.alloc(BLOCK);
  const put = (text: string, at: number): number => block.write(text, at, 'latin1');
  put(name, 0);
  put(octal(mode, 8), 100);
  put(octal(0, 8), 108);
  put(octal(0, 8), 116);
  put(octal(size, 12), 124);
  put(octal(0, 12), 136);
  put(' '.repeat(8), 148);
  put(kind, 156);
  put('ustar\u000000', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}
