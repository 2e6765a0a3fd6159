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
export const pack = ({ arrays, ...head }: Packed): Uint8Array => packer(head)(arrays);

/** How many headers are remembered: one for each number of atoms, say. */
const MOST_HEADS = 256;

/** {@link pack} for many values that differ in their arrays only: a header is worked out once for equal shapes. */
export function packer({
  tag,
  version,
  meta,
}: Omit<Packed, 'arrays'>): (arrays: Packed['arrays']) => Uint8Array {
  const heads = new Map<string, Buffer>();
  const headOf = (shapes: readonly Shape[]): Buffer => {
    const id = shapes.join();
    let head = heads.get(id);
    if (!head) {
      head = Buffer.from(`${canonicalText([tag, version, meta, shapes])}\n`);
      if (heads.size === MOST_HEADS) heads.clear();
      heads.set(id, head);
    }
    return head;
  };
  return (arrays) => {
    const present = presentIn(arrays);
    const head = headOf(present.map(([name, array]) => [name, typeOf(array), array.length]));
    const length = present.reduce((sum, [, array]) => sum + array.byteLength, head.length);
    const bytes = Buffer.allocUnsafe(length);
    let at = head.copy(bytes);
    for (const [name, array] of present) {
      const own = checked(array, name);
      bytes.set(new Uint8Array(own.buffer, own.byteOffset, own.byteLength), at);
      at += own.byteLength;
    }
    return bytes;
  };
}

type Numbers = Float64Array | Int32Array;
type Shape = readonly [name: string, type: string, length: number];

const typeOf = (array: Numbers): string => (array instanceof Int32Array ? 'i4' : 'f8');

function presentIn(arrays: Packed['arrays']): [name: string, array: Numbers][] {
  const present: [string, Numbers][] = [];
  for (const name of Object.keys(arrays).sort()) {
    const array = arrays[name];
    if (array !== undefined) present.push([name, array]);
  }
  return present;
}

/** The array itself, or a copy in which no zero has a sign. */
function checked(array: Numbers, name: string): Numbers {
  if (array instanceof Int32Array) return array;
  let own = array;
  for (let i = 0; i < array.length; i++) {
    const x = array[i] as number;
    if (!Number.isFinite(x)) throw new RangeError(`internal error: ${name}[${i}] is ${x}`);
    if (!Object.is(x, -0)) continue;
    if (own === array) own = array.slice();
    own[i] = 0;
  }
  return own;
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
