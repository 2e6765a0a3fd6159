import { describe, expect, it } from 'vitest';
import { canonicalText } from '../../../base/canonical.ts';
import { digestBytes } from '../../../base/digest.ts';
import { encodeSet } from '../../../base/item-set.ts';
import { cellVolume } from '../../../science/cell.ts';
import { type Built, build } from './fake-context.ts';

const CU = { elements: ['Cu'], crystal_structure: 'fcc' };
const SMALL = {
  system: CU,
  distortion: {
    strain_range: [-0.02, 0.02],
    n_strain_steps: 3,
    voigt_strains: [0.02],
    rattle_stdev: 0.05,
    n_rattle_steps: 2,
  },
  defects: { vacancies: true },
};

const digests = (built: Awaited<ReturnType<typeof build>>): string[] =>
  built.items.map(({ digest }) => digest);

/** The digest of the set with nothing said of how many sites its vacancies stand for. */
const setWithoutMultiplicity = ({ items }: Built): string =>
  digestBytes(
    encodeSet(
      items.map(({ digest, attributes }) => {
        const { details, ...rest } = attributes;
        const said = attributes.group === 'vacancy' ? rest : attributes;
        return { item: digest, attributes: digestBytes(canonicalText(said as never)) };
      }),
    ),
  );

const groups = (built: Awaited<ReturnType<typeof build>>): { [group: string]: number } => {
  const counts: { [group: string]: number } = {};
  for (const { attributes } of built.items) {
    counts[attributes.group ?? ''] = (counts[attributes.group ?? ''] ?? 0) + 1;
  }
  return counts;
};

describe('what is built', () => {
  it('makes a family of every strain point', async () => {
    const built = await build(SMALL);
    expect(groups(built)).toEqual({ eos: 3, strain: 6, rattle: 18, vacancy: 9 });
    expect(built.rejected).toEqual({ kept: 36, rejected: {} });
    const families = new Map<string, string[]>();
    for (const { digest, attributes } of built.items) {
      const members = families.get(attributes.family as string) ?? [];
      families.set(attributes.family as string, [...members, digest]);
      if (!['eos', 'strain'].includes(attributes.group as string)) {
        expect(attributes.parent).toBe(attributes.family);
      }
    }
    expect(families.size).toBe(9);
    for (const [family, members] of families) {
      expect(members.length).toBe(4);
      expect(members[0]).toBe(family);
    }
  });

  it('is the crystal alone where nothing else is asked for', async () => {
    const built = await build({ system: CU });
    expect(built.items.length).toBe(1);
    expect(built.items[0]).toMatchObject({
      attributes: { name: 'Cu32 fcc', group: 'base', family: built.items[0]?.digest },
    });
    const { structure } = built.items[0]!;
    expect(cellVolume(structure.cell) / 32).toBeCloseTo(3.6146 ** 3 / 4, 10);
  });

  it('keeps the base beside strains that leave it out', async () => {
    const without = await build({ system: CU, distortion: { strains: [0.01] } });
    expect(groups(without)).toEqual({ base: 1, eos: 1 });
    const [base, strained] = without.items;
    expect(strained?.attributes.parent).toBe(base?.digest);
    const withZero = await build({ system: CU, distortion: { strains: [0, 0.01] } });
    expect(groups(withZero)).toEqual({ eos: 2 });
    expect(digests(withZero)).toEqual(digests(without));
    expect(withZero.items[0]?.attributes.parent).toBeUndefined();
  });

  it('drops exact repeats and counts them', async () => {
    const built = await build({
      system: CU,
      distortion: { strains: [0, 0.01, 0.01], voigt_strains: [0], n_rattle_steps: 1 },
    });
    expect(built.items.length).toBe(4);
    expect(built.rejected).toEqual({ kept: 4, rejected: { 'exact repeat': 14 } });
    expect(built.notes).toContain('14 dropped: exact repeat');
  });

  it('rejects rattled structures with atoms on top of each other', async () => {
    const built = await build({ system: CU, distortion: { rattle_stdev: 1, n_rattle_steps: 3 } });
    expect(built.rejected).toEqual({ kept: 1, rejected: { 'atoms too close': 3 } });
  });
});

describe('the same settings give the same bytes', () => {
  it('has the digest that this version of the stage stands for', async () => {
    // Another digest here means another output: raise the version in stages/build/stage.ts with it.
    const built = await build(SMALL);
    expect(built.setDigest).toBe(
      'sha256:0ce8ae3b6252c72690c020911d85ecd34a04cf187413af2a436aad55a1ca8faa',
    );
    // Version 1 did not say how many sites a vacancy stands for; all else is what it was.
    expect(setWithoutMultiplicity(built)).toBe(
      'sha256:554230b6d4a0273b6b48dc3aabfc807a0e71efec3408cb30d1860b82ad0ed366',
    );
    const alloy = await build({
      ...SMALL,
      system: {
        elements: ['Mg', 'Ti'],
        composition: { Mg: 0.25, Ti: 0.75 },
        crystal_structure: 'hcp',
      },
      sqs: false,
      number_of_structures: 25,
    });
    expect(alloy.setDigest).toBe(
      'sha256:7416e29c5ede25dc7b955f8c384170842df705e1738e25d996be354f2910cae4',
    );
    expect(setWithoutMultiplicity(alloy)).toBe(
      'sha256:f4fa818a3b5f74ad8a197bb9b046ba939b368b815ddccc1531497f3af0ae6547',
    );
  });

  it('keeps all old structures when the strains are refined from 21 to 41', async () => {
    const of = (steps: number) =>
      build({
        ...SMALL,
        distortion: {
          strain_range: [-0.1, 0.1],
          n_strain_steps: steps,
          rattle_stdev: 0.05,
          n_rattle_steps: 2,
        },
      });
    const [coarse, fine] = [await of(21), await of(41)];
    expect([coarse.items.length, fine.items.length]).toEqual([84, 164]);
    const kept = new Set(digests(fine));
    expect(digests(coarse).filter((digest) => !kept.has(digest))).toEqual([]);
  });

  it('keeps all old structures when there are more rattles, and changes all with the seed', async () => {
    const of = (more: object) =>
      build({ system: CU, distortion: { rattle_stdev: 0.05, n_rattle_steps: 2 }, ...more });
    const two = digests(await of({}));
    const three = digests(await of({ distortion: { rattle_stdev: 0.05, n_rattle_steps: 3 } }));
    const other = digests(await of({ seed: 43 }));
    expect(three.slice(0, 3)).toEqual(two);
    expect(other.filter((digest) => two.includes(digest))).toEqual([two[0]]);
  });
});

describe('number_of_structures', () => {
  it('takes from each strategy in turn, and a raised cap only adds', async () => {
    const all = digests(await build(SMALL));
    let before: string[] = [];
    for (const cap of [1, 4, 5, 9, 20, 35, 36, 50]) {
      const built = await build({ ...SMALL, number_of_structures: cap });
      const now = digests(built);
      expect(now.length).toBe(Math.min(cap, 36));
      expect(before.filter((digest) => !now.includes(digest))).toEqual([]);
      expect(all.filter((digest) => now.includes(digest))).toEqual(now);
      before = now;
    }
    const eight = await build({ ...SMALL, number_of_structures: 8 });
    expect(groups(eight)).toEqual({ eos: 2, strain: 2, rattle: 2, vacancy: 2 });
    expect(eight.rejected.rejected).toEqual({ 'beyond number_of_structures': 28 });
  });

  it('says when there are fewer, and which knob makes more', async () => {
    const { notes } = await build({ ...SMALL, number_of_structures: 50 });
    expect(notes).toContain(
      'number_of_structures asks for 50, the settings make 36: raise distortion.n_strain_steps or distortion.voigt_strains or distortion.n_rattle_steps for more',
    );
  });
});

describe('vacancies', () => {
  it.each([
    ['Cu', 'fcc', 31],
    ['Fe', 'bcc', 15],
    ['Mg', 'hcp', 15],
    ['Si', 'diamond', 63],
  ])('%s %s has one orbit of sites in a 2x2x2 supercell', async (element, crystal, left) => {
    const built = await build({
      system: { elements: [element], crystal_structure: crystal },
      supercell: [2, 2, 2],
      defects: { vacancies: true },
    });
    expect(groups(built)).toEqual({ base: 1, vacancy: 1 });
    expect(built.items[1]?.structure.numbers.length).toBe(left);
  });

  it('sees the two sites of a compound, and moments that break the symmetry', async () => {
    const b2 = (moments: string, columns: string) =>
      `2\nLattice="2.88 0 0 0 2.88 0 0 0 2.88" Properties=species:S:1:pos:R:3${columns}\n` +
      `Ni 0 0 0 ${moments}\nAl 1.44 1.44 1.44 ${moments}\n`;
    const settings = { import: { file: 'b2.xyz' }, defects: { vacancies: true } };
    const plain = await build({ ...settings, supercell: [2, 2, 2] }, b2('', ''));
    expect(groups(plain)).toEqual({ base: 1, vacancy: 2 });
    const iron = b2('1', ':initial_magmoms:R:1').replace('Ni', 'Fe').replace('Al', 'Fe');
    expect(groups(await build(settings, iron))).toEqual({ base: 1, vacancy: 1 });
    const odd = iron.replace('0 0 0 1', '0 0 0 2');
    expect(groups(await build(settings, odd))).toEqual({ base: 1, vacancy: 2 });
  });
});

describe('alloys', () => {
  it('without an SQS are decorated with exact counts that the seed shuffles', async () => {
    const of = (seed: number) =>
      build({
        system: {
          elements: ['Cu', 'Au'],
          composition: { Cu: 0.75, Au: 0.25 },
          crystal_structure: 'fcc',
        },
        sqs: false,
        seed,
      });
    const [first, second] = [await of(1), await of(2)];
    for (const { items } of [first, second]) {
      const numbers = [...(items[0]?.structure.numbers ?? [])];
      expect(numbers.filter((number) => number === 29).length).toBe(24);
      expect(numbers.filter((number) => number === 79).length).toBe(8);
    }
    expect(first.items[0]?.digest).not.toBe(second.items[0]?.digest);
    expect(first.items[0]?.attributes.name).toBe('Cu24Au8 fcc');
  });
});

describe('imports', () => {
  const frame = (x: number, type: string) =>
    `2\nLattice="4 0 0 0 4 0 0 0 4" config_type=${type} energy=-1\nCu ${x} 0 0\nCu 2 2 2\n`;
  const series = (count: number, type: string) =>
    Array.from({ length: count }, (_, i) => frame(i / 100, type)).join('');

  it('puts at most ten frames of one kind in a row into one family', async () => {
    const file = series(12, 'liquid') + frame(0.5, 'solid') + frame(0.6, 'liquid');
    const { items } = await build({ import: { file: 'x' } }, file);
    const families = [...new Set(items.map(({ attributes }) => attributes.family))];
    const sizes = families.map(
      (family) => items.filter(({ attributes }) => attributes.family === family).length,
    );
    expect(sizes).toEqual([10, 2, 1, 1]);
    expect(items.map(({ attributes }) => attributes.group)).toEqual([
      ...new Array(12).fill('liquid'),
      'solid',
      'liquid',
    ]);
    expect(items[3]?.attributes.name).toBe('given.xyz#3');
  });

  it('keeps frames of a family together at each strain point', async () => {
    const settings = {
      import: { file: 'x' },
      distortion: { strains: [0, 0.02], n_rattle_steps: 1 },
    };
    const { items } = await build(settings, series(3, 'liquid'));
    expect(items.length).toBe(12);
    const families = new Map<string, number>();
    for (const { attributes } of items) {
      families.set(
        attributes.family as string,
        (families.get(attributes.family as string) ?? 0) + 1,
      );
    }
    expect([...families.values()]).toEqual([6, 6]);
  });

  it('fails with the place in the file', async () => {
    await expect(build({ import: { file: 'x' } }, '1\n\nCu 0 0\n')).rejects.toThrow(
      'given.xyz:3: expected 4 columns, found 3',
    );
    const settings = { import: { file: 'x' }, supercell: [2, 1, 1] };
    await expect(build(settings, '1\n\nCu 0 0 0\n')).rejects.toThrow(
      'given.xyz is not periodic along every direction',
    );
  });
});
