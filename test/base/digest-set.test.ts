import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Digest, digestBytes } from '../../base/digest.ts';
import { openDigestList, openDigestSet } from '../../base/digest-set.ts';

const digest = (n: number): Digest => digestBytes(`${n}`);

/** Digests that begin alike, so that they meet in the table. */
const alike = (n: number): Digest =>
  `sha256:00000000${digest(n).slice('sha256:00000000'.length)}` as Digest;

it('is a Set of digests in the order of coming, and a list with repeats', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 400 }), fc.boolean()), { maxLength: 900 }),
      (drawn) => {
        const [ours, list] = [openDigestSet(), openDigestList()];
        const theirs = new Set<Digest>();
        const all: Digest[] = [];
        for (const [n, isAlike] of drawn) {
          const one = isAlike ? alike(n) : digest(n);
          expect(ours.has(one)).toBe(theirs.has(one));
          expect(ours.add(one)).toBe(!theirs.has(one));
          theirs.add(one);
          list.push(one);
          all.push(one);
        }
        expect([...ours]).toEqual([...theirs]);
        expect(ours.size).toBe(theirs.size);
        expect([...list]).toEqual(all);
        expect(list.length).toBe(all.length);
        expect(ours.has(digest(-1))).toBe(false);
      },
    ),
    { numRuns: 60 },
  );
});
