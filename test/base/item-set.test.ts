import fc from 'fast-check';
import { expect, it } from 'vitest';
import { digestBytes } from '../../base/digest.ts';
import {
  decodeSet,
  encodeSet,
  linesBytes,
  type SetEntry,
  setEntries,
} from '../../base/item-set.ts';

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
      expect([...setEntries(encodeSet(entries))]).toEqual(entries);
    }),
  );
});

it('other bytes are refused', () => {
  expect(() => decodeSet(Buffer.from('{}'))).toThrow(/not a set/);
});

it('lines become bytes as they are, however many: each with its end', () => {
  const most = fc.integer({ min: 0, max: 200 });
  fc.assert(
    fc.property(most, (count) => {
      const lines = [...Array(count).keys()].map((n) => `line ${n}`);
      const text = lines.map((line) => `${line}\n`).join('');
      expect(Buffer.from(linesBytes(lines)).toString('latin1')).toBe(text);
    }),
  );
});
