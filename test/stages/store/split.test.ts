import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestBytes } from '../../../base/digest.ts';
import type { Attributes, Structure } from '../../../science/structure.ts';
import type { Candidate } from '../../../stages/store/candidate.ts';
import { makeManifest } from '../../../stages/store/manifest.ts';
import { familiesOf } from '../../../stages/store/split/families.ts';
import { isTestFamily } from '../../../stages/store/split/test-membership.ts';
import { copper, digestOf, emt, labelOf } from './samples.ts';

function candidate(structure: Structure, attributes: Attributes): Candidate {
  return {
    item: digestOf(structure),
    label: digestBytes(JSON.stringify(attributes)),
    level: emt,
    attributes,
    structure: () => structure,
    value: () => labelOf(-1),
  };
}

const frames = (count: number, group?: string): Candidate[] =>
  Array.from({ length: count }, (_, i) =>
    candidate(copper(i / 1000), group === undefined ? {} : { group }),
  );

const sizes = (names: readonly string[]): number[] => {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts.values()];
};

describe('families', () => {
  it('are what is said, else the parent, else blocks of neighbours of at most 10', () => {
    const said = [
      candidate(copper(), { family: 'f', parent: 'p' }),
      candidate(copper(), { parent: 'p' }),
    ];
    expect(familiesOf(said, new Map())).toEqual(['f', 'p']);
    expect(sizes(familiesOf(frames(23), new Map()))).toEqual([10, 10, 3]);
  });

  it('break where group, composition or atom count change', () => {
    const gold = candidate({ ...copper(0.5), numbers: Int32Array.of(29, 79) }, { group: 'a' });
    const source = [...frames(3, 'a'), gold, ...frames(2, 'b')];
    expect(sizes(familiesOf(source, new Map()))).toEqual([3, 1, 2]);
  });

  it('tell apart blocks that begin with the same structure, over sources too', () => {
    const begun = new Map<string, number>();
    const [first] = familiesOf(frames(2), begun);
    const [second] = familiesOf(frames(2), begun);
    expect(first).not.toBe(second);
  });

  it('keep their names where frames are put in elsewhere', () => {
    const before = familiesOf([...frames(5, 'a'), ...frames(5, 'b')].slice(5), new Map());
    const other = candidate({ ...copper(0.7), numbers: Int32Array.of(79, 79) }, { group: 'new' });
    const after = familiesOf([other, ...frames(5, 'b')], new Map());
    expect(after.slice(1)).toEqual(before);
  });
});

describe('the split', () => {
  it('goes by the family alone: more structures never move one', () => {
    const families = fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(
        families,
        families,
        fc.double({ min: 0, max: 0.99, noNaN: true }),
        (some, more, testFraction) => {
          const parts = (names: readonly string[]) =>
            makeManifest({
              sources: [names.map((family, i) => candidate(copper(i / 100), { family }))],
              holes: [],
              unlabelled: [],
              testFraction,
            }).entries;
          const alone = new Map(parts(some).map(({ family, part }) => [family, part]));
          for (const { family, part } of parts([...more, ...some])) {
            expect(alone.get(family) ?? part).toBe(part);
            expect(part).toBe(isTestFamily(family, testFraction) ? 'test' : 'fit');
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('takes about the asked share, and a larger share keeps what was in a smaller', () => {
    const names = Array.from({ length: 2000 }, (_, i) => `family ${i}`);
    const inTest = (share: number) => names.filter((name) => isTestFamily(name, share));
    expect(inTest(0.2).length).toBeGreaterThan(340);
    expect(inTest(0.2).length).toBeLessThan(460);
    expect(inTest(0)).toEqual([]);
    const larger = new Set(inTest(0.5));
    expect(inTest(0.2).every((name) => larger.has(name))).toBe(true);
  });

  it('is the one that was published: names and hash never change', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];
    expect(names.filter((name) => isTestFamily(name, 0.3))).toMatchInlineSnapshot(`
      [
        "b",
        "g",
        "i",
      ]
    `);
  });

  it('says which groups have no test family', () => {
    const source = [
      candidate(copper(), { family: 'a', group: 'eos' }),
      candidate(copper(0.1), { family: 'b', group: 'strain' }),
    ];
    const { split } = makeManifest({
      sources: [source],
      holes: [],
      unlabelled: [],
      testFraction: 0,
    });
    expect(split).toEqual({
      testFraction: 0,
      families: { fit: 2, test: 0 },
      groupsWithoutTest: ['eos', 'strain'],
    });
  });
});
