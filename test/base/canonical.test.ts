import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Canonical, canonicalText } from '../../base/canonical.ts';
import { digestValue, parseDigest } from '../../base/digest.ts';

const data = fc.letrec<{ value: Canonical }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constant(null),
    fc.boolean(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.string(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie('value'), { maxKeys: 4 }),
  ),
})).value;

describe('canonical text', () => {
  it('reads back to the same value, with -0 as 0', () => {
    fc.assert(
      fc.property(data, (value) => {
        const text = canonicalText(value);
        expect(canonicalText(JSON.parse(text) as Canonical)).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('does not depend on the order of keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), data), (value) => {
        const turned = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalText(turned)).toBe(canonicalText(value));
      }),
    );
  });

  it('sorts by code unit, leaves absent keys out, writes numbers as they read', () => {
    expect(canonicalText({ b: 1, B: 2, ä: 3, a: undefined })).toBe('{"B":2,"b":1,"ä":3}');
    expect(canonicalText([-0, 0.1, 1e21, 5e-324])).toBe('[0,0.1,1e+21,5e-324]');
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, -Number.POSITIVE_INFINITY])('refuses %s', (x) => {
    expect(() => canonicalText([x])).toThrow(/no canonical form/);
  });
});

describe('digests of values', () => {
  it('are told apart by tag and version', () => {
    const digests = [digestValue('a', 1, 1), digestValue('b', 1, 1), digestValue('a', 2, 1)];
    expect(new Set(digests).size).toBe(3);
  });

  it('are golden: a changed form would empty every cache', () => {
    expect(digestValue('node', 1, { with: { cutoff: 5.5, list: [true, null, 'é'] } })).toBe(
      'sha256:a8e45f8249fa578e59474226bc646893d3dca2a336c72cd459bb7fddf7a32c1a',
    );
  });

  it('are read from text only when they are digests', () => {
    const digest = digestValue('a', 1, null);
    expect(parseDigest(digest)).toBe(digest);
    expect(parseDigest('sha256:12')).toBeUndefined();
    expect(parseDigest(digest.toUpperCase())).toBeUndefined();
  });
});
