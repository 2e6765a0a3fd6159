import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CanonicalObject } from '../../base/canonical.ts';
import { digestBytes } from '../../base/digest.ts';
import {
  calculationKey,
  calculationKeys,
  type Key,
  readingKey,
  readingKeys,
} from '../../engine/keys.ts';
import type { ValidNode } from '../../engine/pipeline.ts';
import { sharing } from '../../engine/plan/sharing.ts';

const value = fc.jsonValue({ maxDepth: 2 });
const settings = fc.dictionary(fc.string({ maxLength: 6 }), value, { maxKeys: 4 });
const digest = fc.string({ maxLength: 4 }).map((text) => digestBytes(text));
const nodes = fc.record({ name: fc.string(), version: fc.nat(9), code: fc.option(digest) });

const nodeOf = ({ name, version, code }: { name: string; version: number; code: unknown }) =>
  ({
    ...{ id: 'n', uses: 'u', kind: 'map', with: {} },
    backend: { name, version, readingVersion: version },
    ...(code ? { module: { path: '/x', code } } : {}),
  }) as unknown as ValidNode;

const both = ({ digest, preimage }: Key): Key => ({ digest, preimage });

describe('keys of many items', () => {
  it('are the keys of each', () => {
    fc.assert(
      fc.property(nodes, settings, fc.array(digest, { minLength: 1 }), (node, some, items) => {
        const of = nodeOf(node);
        const [keys, readings] = [calculationKeys(of), readingKeys(of)];
        for (const item of items) {
          const alone = calculationKey(of, some as CanonicalObject, item);
          expect(both(keys(some as CanonicalObject, item))).toEqual(alone);
          expect(both(readings(item))).toEqual(readingKey(of, item));
        }
      }),
    );
  });

  it('hold where the settings name digests themselves', () => {
    const of = nodeOf({ name: 'b', version: 1, code: null });
    const item = digestBytes('item');
    const named = { pseudopotential: item, list: [item] };
    expect(both(calculationKeys(of)(named, item))).toEqual(calculationKey(of, named, item));
  });
});

describe('sharing', () => {
  it('gives one value for all that are the same, and never one for two that differ', () => {
    fc.assert(
      fc.property(fc.array(settings, { maxLength: 8 }), (all) => {
        const of = nodeOf({ name: 'b', version: 1, code: null });
        const item = digestBytes('item');
        const shared = sharing();
        for (const one of all as CanonicalObject[]) {
          const given = shared(structuredClone(one));
          expect(calculationKey(of, given, item)).toEqual(calculationKey(of, one, item));
          expect(shared(structuredClone(one))).toBe(given);
        }
      }),
    );
  });

  it('refuses what cannot be hashed', () => {
    const shared = sharing();
    shared({ a: null });
    expect(() => shared({ a: Number.NaN })).toThrow(/no canonical form/);
  });
});
