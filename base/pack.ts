import { type Canonical, canonicalText } from './canonical.ts';

/**
 * One deterministic byte form for values made of a small header and typed arrays: a canonical JSON
 * header, a newline, then the arrays' little-endian bytes in the order of their sorted names. Equal
 * values have equal bytes, so the digest of the bytes is the identity of the value. Float64 bits are
 * kept as given, except that -0 is written as 0.
 */
export interface Packed {
  readonly tag: string;
  readonly version: number;
  readonly meta: { readonly [key: string]: Canonical | undefined };
  readonly arrays: { readonly [name: string]: Float64Array | Int32Array | undefined };
}

/** The bytes of a packed value. NaN and infinities in an array are a bug and throw. */
export function pack(value: Packed): Uint8Array {
  const names = Object.keys(value.arrays)
    .filter((name) => value.arrays[name] !== undefined)
    .sort();
  const shapes = names.map((name) => {
    const array = value.arrays[name] as Float64Array | Int32Array;
    return [name, array instanceof Int32Array ? 'i4' : 'f8', array.length];
  });
  const head = Buffer.from(`${canonicalText([value.tag, value.version, value.meta, shapes])}\n`);
  const parts: Uint8Array[] = [head];
  for (const name of names) parts.push(arrayBytes(value.arrays[name] as Float64Array, name));
  return Buffer.concat(parts);
}

function arrayBytes(array: Float64Array | Int32Array, name: string): Uint8Array {
  const copy = array.slice();
  if (copy instanceof Float64Array) {
    for (let i = 0; i < copy.length; i++) {
      const x = copy[i] as number;
      if (!Number.isFinite(x)) throw new RangeError(`internal error: ${name}[${i}] is ${x}`);
      if (x === 0) copy[i] = 0;
    }
  }
  return new Uint8Array(copy.buffer);
}

/** Reads bytes made by {@link pack}; throws (a bug: stored bytes are verified before) on any other. */
export function unpack(bytes: Uint8Array, tag: string): Packed {
  const end = bytes.indexOf(10);
  const head = JSON.parse(Buffer.from(bytes.subarray(0, end)).toString('utf8')) as [
    string,
    number,
    Packed['meta'],
    [string, string, number][],
  ];
  if (head[0] !== tag) throw new Error(`internal error: expected a packed ${tag}, got ${head[0]}`);
  const arrays: Record<string, Float64Array | Int32Array> = {};
  let at = end + 1;
  for (const [name, type, length] of head[3]) {
    const size = (type === 'i4' ? 4 : 8) * length;
    const buffer = Uint8Array.prototype.slice.call(bytes, at, at + size).buffer;
    arrays[name] = type === 'i4' ? new Int32Array(buffer) : new Float64Array(buffer);
    at += size;
  }
  return { tag, version: head[1], meta: head[2], arrays };
}
