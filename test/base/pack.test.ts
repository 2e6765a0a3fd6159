import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestBytes } from '../../base/digest.ts';
import { pack, packer, unpack } from '../../base/pack.ts';

const packed = fc.record({
  tag: fc.constant('thing'),
  version: fc.constant(1),
  meta: fc.dictionary(fc.string(), fc.oneof(fc.integer(), fc.string(), fc.boolean())),
  arrays: fc.record({
    positions: fc.float64Array({ noNaN: true, noDefaultInfinity: true }),
    numbers: fc.int32Array(),
  }),
});

describe('packed values', () => {
  it('read back to the same values, from any offset of a buffer', () => {
    fc.assert(
      fc.property(packed, fc.integer({ min: 0, max: 7 }), (value, offset) => {
        const bytes = pack(value);
        const shifted = Buffer.concat([Buffer.alloc(offset), bytes]).subarray(offset);
        const back = unpack(shifted, 'thing');
        expect(back.meta).toEqual(JSON.parse(JSON.stringify(value.meta)));
        expect(back.arrays.numbers).toEqual(value.arrays.numbers);
        expect(back.arrays.positions).toEqual(value.arrays.positions.map((x) => x + 0));
        expect(pack(back)).toEqual(bytes);
      }),
    );
  });

  it('are the same whether a header is worked out once or each time', () => {
    const many = fc.array(fc.float64Array({ noNaN: true, noDefaultInfinity: true }), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(many, many, (some, others) => {
        const head = { tag: 'thing', version: 1, meta: { a: 1 } };
        const packs = packer(head);
        for (const [at, positions] of some.entries()) {
          const arrays = { positions, more: others[at] };
          expect(packs(arrays)).toEqual(pack({ ...head, arrays }));
        }
      }),
    );
    const packs = packer({ tag: 'thing', version: 1, meta: {} });
    for (const length of [...Array(300).keys(), ...Array(300).keys()]) {
      const back = unpack(packs({ x: new Float64Array(length) }), 'thing');
      expect(back.arrays.x?.length).toBe(length);
    }
  });

  it('keep absent arrays absent: absent and empty differ', () => {
    const head = { tag: 'thing', version: 1, meta: {} };
    const absent = pack({ ...head, arrays: { a: undefined } });
    const empty = pack({ ...head, arrays: { a: new Float64Array(0) } });
    expect(digestBytes(absent)).not.toBe(digestBytes(empty));
    expect(unpack(absent, 'thing').arrays).toEqual({});
  });

  it('take -0 for 0 and leave the given array alone', () => {
    const given = new Float64Array([-0]);
    const zero = new Float64Array([0]);
    const head = { tag: 'thing', version: 1, meta: {} };
    expect(pack({ ...head, arrays: { a: given } })).toEqual(pack({ ...head, arrays: { a: zero } }));
    expect(Object.is(given[0], -0)).toBe(true);
  });

  it('refuse what is not finite, and other kinds', () => {
    const head = { tag: 'thing', version: 1, meta: {} };
    expect(() => pack({ ...head, arrays: { a: new Float64Array([Number.NaN]) } })).toThrow(
      /a\[0\]/,
    );
    expect(() => unpack(pack({ ...head, arrays: {} }), 'label')).toThrow(/expected a packed label/);
  });
});
