import { describe, expect, it } from 'vitest';
import { decodeData, encodeData, type NdArray } from '../../../science/ase-db/data-blob.ts';

const array = (values: NdArray['values'], shape: number[], type: NdArray['type']): NdArray => ({
  type,
  shape,
  values,
});

describe('the data column', () => {
  it('is an offset and {} where there is nothing, as ASE writes it', () => {
    expect(encodeData({}).toString('hex')).toBe('0800000000000000' + '7b7d');
  });

  it('reads back values and arrays of every kind', () => {
    const data = {
      words: 'a "b" é',
      list: [1, null, true, { deep: -0.5 }],
      matrix: array(Float64Array.of(1, 2, 3, 4, 5, 6), [2, 3], 'float64'),
      flags: array(Uint8Array.of(1, 0, 1), [3], 'bool'),
      numbers: array(BigInt64Array.of(1n, -2n), [2], 'int64'),
      inside: { more: array(Int32Array.of(7), [1], 'int32') },
      waves: array(Float64Array.of(1, 2), [1], 'complex128'),
    };
    expect(decodeData(encodeData(data))).toEqual(data);
  });

  it('gives the same bytes whatever the order of the keys', () => {
    expect(encodeData({ a: 1, b: { c: 2, d: 3 } })).toEqual(
      encodeData({ b: { d: 3, c: 2 }, a: 1 }),
    );
  });

  it('is the layout that ASE documents for arrays', () => {
    const blob = encodeData({ x: array(Int32Array.of(5, 6), [2], 'int32') });
    expect(blob.readBigInt64LE(0)).toBe(16n);
    expect([blob.readInt32LE(8), blob.readInt32LE(12)]).toEqual([5, 6]);
    expect(blob.toString('utf8', 16)).toBe('{"x":{"__ndarray__":[[2],"int32",8]}}');
  });

  it('reads a bare NaN as Python writes it, and never writes one', () => {
    const text = '{"a":NaN,"b":[-Infinity,Infinity],"c":"NaN is a word","d":"\\"NaN\\""}';
    const blob = Buffer.concat([Buffer.alloc(8), Buffer.from(text)]);
    blob.writeBigInt64LE(8n);
    expect(decodeData(blob)).toEqual({
      a: Number.NaN,
      b: [-Infinity, Infinity],
      c: 'NaN is a word',
      d: '"NaN"',
    });
    expect(() => encodeData({ a: Number.NaN })).toThrow(RangeError);
  });

  it('refuses arrays that end beyond the blob or are of an unknown kind', () => {
    const tail = (mark: string): Buffer => {
      const blob = Buffer.concat([Buffer.alloc(8), Buffer.from(`{"x":{"__ndarray__":${mark}}}`)]);
      blob.writeBigInt64LE(8n);
      return blob;
    };
    expect(() => decodeData(tail('[[99],"float64",8]'))).toThrow(/beyond/);
    expect(() => decodeData(tail('[[1],"float16",8]'))).toThrow(/float16/);
  });
});
