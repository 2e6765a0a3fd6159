import { describe, expect, it } from 'vitest';
import { canonicalText } from '../../../base/canonical.ts';
import { determinant3 } from '../../../science/sqs/integer-matrix.ts';
import { inParentUnits, latticeSites } from '../../../science/sqs/lattice-sites.ts';
import { resolveBuild } from '../../../stages/build/resolve.ts';
import { build, resolved } from './fake-context.ts';

const alloy = (
  composition: { readonly [symbol: string]: number },
  sqs?: object | boolean,
  structure = 'fcc',
) => ({
  system: { elements: Object.keys(composition), composition, crystal_structure: structure },
  ...(sqs !== undefined && { sqs }),
});
const HALF = { Cu: 0.5, Au: 0.5 };
const key = (settings: object): string => canonicalText(resolved(settings).with);

const issue = (settings: object): string => {
  const result = resolveBuild(settings as never);
  if (result.ok) return 'no issue';
  return result.error
    .map(({ path, message, hint }) => `${path.join('.')}: ${message}${hint ? ` | ${hint}` : ''}`)
    .join('\n');
};

interface Details {
  readonly composition: { readonly [symbol: string]: number };
  readonly exact_shells: number;
  readonly pairs: readonly {
    readonly shell: number;
    readonly exact: boolean;
    readonly correlations: readonly number[];
    readonly targets: readonly number[];
    readonly warren_cowley: { readonly [pair: string]: number };
  }[];
  readonly search: { readonly method: string; readonly shapes: number };
}

describe('a system of several elements is an SQS', () => {
  it('by default; false decorates at random, and is the key of before', () => {
    expect(key(alloy(HALF))).toBe(key(alloy(HALF, true)));
    expect(key(alloy(HALF))).toBe(
      key(alloy(HALF, { size: 32, shells: 4, triplets: 2, count: 1, steps: 320_000 })),
    );
    expect(resolved(alloy(HALF, false)).with).not.toHaveProperty('sqs');
    expect(
      resolved({ system: { elements: ['Cu'], crystal_structure: 'fcc' } }).with,
    ).not.toHaveProperty('sqs');
  });

  it('in the smallest cell from 32 atoms that holds the composition', () => {
    expect(resolved(alloy({ Cu: 0.7, Au: 0.3 })).with).toMatchObject({ sqs: { size: 40 } });
    expect(resolved(alloy({ Cu: 2 / 3, Au: 1 / 3 })).with).toMatchObject({ sqs: { size: 33 } });
    expect(resolved(alloy({ Mg: 0.5, Ti: 0.5 }, true, 'hcp')).with).toMatchObject({
      sqs: { size: 32 },
    });
  });

  it('whose pairs are those of a random alloy, and whose record says so', async () => {
    const { items, notes } = await build(alloy(HALF, { size: 16, shells: 6, triplets: 0 }));
    const [{ structure, attributes }] = items as [(typeof items)[number]];
    const details = attributes.details as unknown as Details;
    expect([...structure.numbers].filter((z) => z === 79).length).toBe(8);
    expect(structure.numbers.length).toBe(16);
    expect(attributes).toMatchObject({ name: 'Cu8Au8 fcc SQS', group: 'sqs', operation: 'sqs' });
    expect(details).toMatchObject({ exact_shells: 6, composition: { Cu: 0.5, Au: 0.5 } });
    expect(details.search).toMatchObject({ method: 'every decoration', shapes: 58 });
    for (const pair of details.pairs) {
      expect(pair).toMatchObject({ exact: true, targets: [0] });
      expect(pair.warren_cowley['Cu-Au']).toBeCloseTo(0, 12);
    }
    expect(notes).toContain('SQS Cu8Au8: pairs exactly random to shell 6 (6.66 Å)');
  });

  it('on the lattice that was asked for, in a supercell of it', async () => {
    const { items } = await build(alloy({ Ti: 0.5, Nb: 0.25, Mo: 0.25 }, { size: 24 }, 'bcc'));
    const { structure } = items[0]!;
    const sites = latticeSites(
      { ...structure, numbers: structure.numbers.map(() => 1) },
      () => true,
    );
    expect(sites.mixed.length).toBe(3);
    expect(Math.abs(determinant3(inParentUnits(structure.cell, sites)))).toBe(24);
  });

  it('in a given supercell, with its own vectors', async () => {
    const { items } = await build({
      ...alloy(HALF, { shells: 2, steps: 20_000 }),
      supercell: [2, 2, 2],
    });
    const { cell, numbers } = items[0]!.structure;
    expect(numbers.length).toBe(32);
    expect([cell[0], cell[4], cell[8]]).toEqual([cell[0], cell[0], cell[0]]);
    expect(cell.filter((x) => x !== 0).length).toBe(3);
  });

  it('or several, all different, the most random first', async () => {
    const { items } = await build(alloy({ Cu: 0.75, Au: 0.25 }, { size: 12, count: 4 }));
    const objectives = items.map(({ attributes }) => (attributes.details as never)['objective']);
    expect(new Set(items.map(({ digest }) => digest)).size).toBe(4);
    expect(objectives).toEqual([...objectives].sort((a, b) => a - b));
    expect(new Set(items.map(({ attributes }) => attributes.family)).size).toBe(4);
  });

  it('the same for the same seed, another for another where it is searched for at random', async () => {
    const of = (seed: number) =>
      build({
        ...alloy({ Al: 0.25, Co: 0.25, Ni: 0.25, Fe: 0.25 }, { size: 48, steps: 20_000 }),
        seed,
      });
    const [first, again, other] = [await of(1), await of(1), await of(2)];
    expect(again.setDigest).toBe(first.setDigest);
    expect(other.setDigest).not.toBe(first.setDigest);
  });
});

describe('what cannot be is told', () => {
  it.each([
    [
      alloy({ Cu: 0.75, Au: 0.25 }, { size: 4, shells: 6 }),
      /^sqs\.shells: in shell \d \([\d.]+ Å\) .* of an atom's .* neighbours are its own images: no cell of 4 atoms can be random in it/,
    ],
    [
      { ...alloy({ Cu: 0.75, Au: 0.25 }, { shells: 6 }), supercell: [1, 1, 2] },
      /^sqs\.shells: in shell 2 .* no supercell 1x1x2 of 8 atoms .*\| shells: 1, or no supercell and sqs: \{ size: \d+ \}$/,
    ],
    [
      alloy({ Cu: 0.95, Au: 0.05 }, { size: 8 }),
      /^sqs\.size: 8 atoms cannot hold this composition: .* \| sqs: \{ size: 20 \} can$/,
    ],
    [
      alloy({ Cu: 0.995, Au: 0.005 }),
      /^system\.composition: 32 atoms cannot hold .* \| sqs: \{ size: \d+ \} can$/,
    ],
    [
      alloy({ Mg: 0.5, Ti: 0.5 }, { size: 15 }, 'hcp'),
      /^sqs\.size: 15 atoms are no whole number of primitive cells of 2 \| 14 or 16$/,
    ],
    [alloy({ Cu: 1 }, true), /^sqs: there is nothing to mix: the system is all Cu/],
    [
      { ...alloy(HALF, { size: 8 }), supercell: [2, 2, 2] },
      /^sqs\.size: `supercell` is given too: keep one of the two$/,
    ],
    [{ import: { file: 'a' }, sqs: true }, /^sqs: an SQS needs `system`/],
  ])('%#', (settings, expected) => {
    expect(issue(settings)).toMatch(expected);
  });

  it('a composition that the sites do not divide is rounded aloud, with the sizes that hold it', () => {
    expect(resolved(alloy({ Cu: 0.7, Au: 0.3 }, { size: 16 })).notes).toContain(
      'composition reached: Cu 11/16 = 0.6875, Au 5/16 = 0.3125 (held exactly by 10, 20, 30 atoms); decorated as an SQS',
    );
  });

  it('a default is what the cell can have, and said', () => {
    const { with: settings, notes } = resolved({ ...alloy(HALF), supercell: [1, 1, 2] });
    expect((settings['sqs'] as { shells: number }).shells).toBeLessThan(4);
    expect(notes.at(-1)).toMatch(/^sqs\.shells \d: further ones are an atom's own images/);
  });
});
