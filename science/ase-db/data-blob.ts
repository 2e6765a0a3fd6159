import { byCodeUnit } from '../../base/canonical.ts';
import { aligned } from './blob.ts';
import { parseTolerantJson } from './tolerant-json.ts';

/**
 * What may stand in the `data` column: JSON with arrays in it. In a blob that ASE wrote, other marked
 * dictionaries (complex numbers, dates, objects) stay the dictionaries that they are.
 */
export type Data =
  | null
  | boolean
  | number
  | string
  | NdArray
  | readonly Data[]
  | { readonly [key: string]: Data | undefined };

/** An array of numbers with a shape; `complex128` ones are pairs of real and imaginary part. */
export interface NdArray {
  readonly type: NumberType;
  readonly shape: readonly number[];
  readonly values: NumberArray;
}

const views = {
  float64: [8, (buffer: ArrayBuffer) => new Float64Array(buffer)],
  float32: [4, (buffer: ArrayBuffer) => new Float32Array(buffer)],
  complex128: [8, (buffer: ArrayBuffer) => new Float64Array(buffer)],
  int64: [8, (buffer: ArrayBuffer) => new BigInt64Array(buffer)],
  uint64: [8, (buffer: ArrayBuffer) => new BigUint64Array(buffer)],
  int32: [4, (buffer: ArrayBuffer) => new Int32Array(buffer)],
  uint32: [4, (buffer: ArrayBuffer) => new Uint32Array(buffer)],
  int16: [2, (buffer: ArrayBuffer) => new Int16Array(buffer)],
  uint16: [2, (buffer: ArrayBuffer) => new Uint16Array(buffer)],
  int8: [1, (buffer: ArrayBuffer) => new Int8Array(buffer)],
  uint8: [1, (buffer: ArrayBuffer) => new Uint8Array(buffer)],
  bool: [1, (buffer: ArrayBuffer) => new Uint8Array(buffer)],
} as const;

/** numpy's names of the item types. */
type NumberType = keyof typeof views;
/** The typed arrays that carry them. */
type NumberArray = ReturnType<(typeof views)[NumberType][1]>;

/**
 * The bytes of the `data` column: the offset of the JSON text (int64), the arrays' bytes, the JSON,
 * where an array is `{"__ndarray__":[shape,type,offset]}`. Keys are sorted, so equal values give equal
 * bytes. Numbers that are not finite throw (a bug: they are refused before).
 */
export function encodeData(data: { readonly [key: string]: Data | undefined }): Buffer {
  const parts: Buffer[] = [];
  const text = jsonText(data, parts, { at: 8 });
  const end = parts.reduce((sum, part) => sum + part.length, 8);
  const blob = Buffer.allocUnsafe(end + Buffer.byteLength(text));
  blob.writeUInt32LE(end, 0);
  blob.writeUInt32LE(0, 4);
  let at = 8;
  for (const part of parts) at += part.copy(blob, at);
  blob.write(text, end);
  return blob;
}

function jsonText(value: Data, parts: Buffer[], place: { at: number }): string {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new RangeError(`internal error: ${value} has no place in a database`);
  }
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isArray(value)) return arrayText(value, parts, place);
  if (isList(value)) return `[${value.map((one) => jsonText(one, parts, place)).join(',')}]`;
  const members: string[] = [];
  for (const key of Object.keys(value).sort(byCodeUnit)) {
    const member = value[key];
    if (member === undefined) continue;
    members.push(`${JSON.stringify(key)}:${jsonText(member, parts, place)}`);
  }
  return `{${members.join(',')}}`;
}

const isArray = (value: object): value is NdArray =>
  ArrayBuffer.isView((value as { readonly values?: unknown }).values);

const isList = (value: object): value is readonly Data[] => Array.isArray(value);

function arrayText({ type, shape, values }: NdArray, parts: Buffer[], place: { at: number }) {
  const at = place.at;
  parts.push(Buffer.from(values.buffer, values.byteOffset, values.byteLength));
  place.at += values.byteLength;
  return `{"__ndarray__":[[${shape.join(',')}],"${type}",${at}]}`;
}

/** Reads the `data` column. Throws on a blob that is not one, and on an item type unknown here. */
export function decodeData(blob: Uint8Array): { [key: string]: Data } {
  const bytes = Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength);
  const start = Number(bytes.readBigInt64LE(0));
  const value = parseTolerantJson(bytes.toString('utf8', start));
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new TypeError('the data are no dictionary');
  }
  return revive(value, bytes) as { [key: string]: Data };
}

function revive(value: unknown, bytes: Buffer): Data {
  if (value === null || typeof value !== 'object') return value as Data;
  if (Array.isArray(value)) return value.map((one) => revive(one, bytes));
  const members = value as { readonly [key: string]: unknown };
  if (Array.isArray(members.__ndarray__)) return reviveArray(members.__ndarray__, bytes);
  return Object.fromEntries(Object.entries(members).map(([key, one]) => [key, revive(one, bytes)]));
}

function reviveArray(mark: readonly unknown[], bytes: Buffer): NdArray {
  const [shape, type, at] = mark as [number[], string, number];
  if (!Object.hasOwn(views, type)) throw new TypeError(`an array of ${type} is not understood`);
  const [size, view] = views[type as NumberType];
  const items = shape.reduce((product, length) => product * length, type === 'complex128' ? 2 : 1);
  const part = bytes.subarray(at, at + items * size);
  if (part.length !== items * size) throw new RangeError('an array ends beyond its blob');
  return { type: type as NumberType, shape, values: view(aligned(part, size)) };
}
