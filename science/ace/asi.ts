import { crc32 } from 'node:zlib';
import { fail, ok, type Result } from '../../base/result.ts';
import type { ActiveSet } from './extrapolation.ts';

/**
 * The `.asi` file of pacemaker: a zip archive (nothing compressed) with one array `SYMBOL.npy` an
 * element, float64, two-dimensional, the inverse of its active set. As found by looking at one.
 */
export function writeAsi(activeSet: ActiveSet): Uint8Array {
  const entries = Object.entries(activeSet).map(([symbol, values]) => {
    const name = Buffer.from(`${symbol}.npy`);
    return { name, bytes: npyBytes(values) };
  });
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes } of entries) {
    const head = zipHead(name, bytes);
    parts.push(Buffer.from([0x50, 0x4b, 3, 4]), head, name, bytes);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    directory.push(Buffer.from([0x50, 0x4b, 1, 2, 20, 0]), head, place, name);
    offset += 4 + head.length + name.length + bytes.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, ...directory, end]);
}

/** What local header and directory share: version, flags, method, time (1980), sum, sizes, name, extra. */
function zipHead(name: Buffer, bytes: Buffer): Buffer {
  const head = Buffer.alloc(26);
  head.writeUInt16LE(20, 0);
  head.writeUInt16LE(33, 8);
  head.writeUInt32LE(crc32(bytes), 10);
  head.writeUInt32LE(bytes.length, 14);
  head.writeUInt32LE(bytes.length, 18);
  head.writeUInt16LE(name.length, 22);
  return head;
}

/** NumPy's format 1.0: magic, length of the header, the header padded to 64 bytes, the numbers. */
function npyBytes(values: Float64Array): Buffer {
  const side = Math.sqrt(values.length);
  const text = `{'descr': '<f8', 'fortran_order': False, 'shape': (${side}, ${side}), }`;
  const padded = `${text.padEnd(64 * Math.ceil((text.length + 11) / 64) - 11)}\n`;
  const head = Buffer.alloc(10);
  head.write('\x93NUMPY\x01\x00', 'latin1');
  head.writeUInt16LE(padded.length, 8);
  const numbers = Buffer.alloc(8 * values.length);
  values.forEach((value, i) => {
    numbers.writeDoubleLE(value, 8 * i);
  });
  return Buffer.concat([head, Buffer.from(padded, 'latin1'), numbers]);
}

/** Reads an `.asi`: ours or pacemaker's. What is wrong is said in words. */
export function readAsi(bytes: Uint8Array): Result<ActiveSet, string> {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = file.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  if (end < 0 || end + 22 > file.length) return fail('it is no .asi: not a whole zip archive');
  try {
    return readEntries(file, end);
  } catch (error) {
    if (error instanceof RangeError) return fail('the archive is damaged or cut short');
    throw error;
  }
}

function readEntries(file: Buffer, end: number): Result<ActiveSet, string> {
  const count = file.readUInt16LE(end + 10);
  let at = file.readUInt32LE(end + 16);
  const found: { [symbol: string]: Float64Array } = {};
  for (let k = 0; k < count; k++) {
    const nameLength = file.readUInt16LE(at + 28);
    const name = file.toString('utf8', at + 46, at + 46 + nameLength);
    if (file.readUInt16LE(at + 10) !== 0) return fail(`${name} is compressed: not supported`);
    const size = file.readUInt32LE(at + 20);
    const local = file.readUInt32LE(at + 42);
    const start = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28);
    const content = file.subarray(start, start + size);
    if (content.length !== size || crc32(content) !== file.readUInt32LE(at + 16)) {
      return fail(`${name} in it is damaged`);
    }
    const square = readNpy(content);
    if (!square) return fail(`${name} is no square matrix of float64 in C order`);
    found[name.replace(/\.npy$/, '')] = square;
    at += 46 + nameLength + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32);
  }
  return ok(found);
}

function readNpy(content: Buffer): Float64Array | undefined {
  if (content.toString('latin1', 0, 6) !== '\x93NUMPY') return undefined;
  const isLong = content[6]! > 1;
  const start = isLong ? 12 + content.readUInt32LE(8) : 10 + content.readUInt16LE(8);
  const head = content.toString('latin1', isLong ? 12 : 10, start);
  const shape = /'shape': \((\d+), (\d+)\)/.exec(head);
  if (!/'descr': '<f8'/.test(head) || !/'fortran_order': False/.test(head)) return undefined;
  const [rows, columns] = [Number(shape?.[1]), Number(shape?.[2])];
  if (rows !== columns || content.length !== start + 8 * rows * columns) return undefined;
  return Float64Array.from({ length: rows * columns }, (_, i) =>
    content.readDoubleLE(start + 8 * i),
  );
}
