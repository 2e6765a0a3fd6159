import fc from 'fast-check';
import { expect, it } from 'vitest';
import { digestBytes } from '../../base/digest.ts';
import { decodeSet, encodeSet, type SetEntry } from '../../base/item-set.ts';

const digest = fc.string().map(digestBytes);
const outcome = fc.oneof(
  fc.record({
    ok: fc.constant(true as const),
    value: digest,
    calculation: digest,
    reading: digest,
  }),
  fc.record({ ok: fc.constant(false as const), failure: digest }),
);
const entry: fc.Arbitrary<SetEntry> = fc.record(
  { item: digest, attributes: digest, outcome },
  { requiredKeys: ['item', 'attributes'] },
);

it('a set reads back in order, with repeats, values and holes', () => {
  fc.assert(
    fc.property(fc.array(entry), (entries) => {
      expect(decodeSet(encodeSet(entries))).toEqual(entries);
    }),
  );
});

it('other bytes are refused', () => {
  expect(() => decodeSet(Buffer.from('{}'))).toThrow(/not a set/);
});
