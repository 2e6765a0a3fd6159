import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { build, resolved } from './fake-context.ts';

const CU = { elements: ['Cu'], crystal_structure: 'fcc' };
const FE = { elements: ['Fe'], crystal_structure: 'bcc' };

const made = async (settings: object, kind: string) => {
  const built = await build(settings as never);
  return built.items
    .filter(({ attributes }) => attributes.group === kind)
    .map(({ structure, attributes }) => ({
      atoms: structure.numbers.length,
      operation: attributes.operation,
      details: attributes.details as { [name: string]: unknown },
      attributes,
      structure,
    }));
};

describe('vacancies', () => {
  it('say how many sites each stands for, with and without a cell of their own', async () => {
    const cu = await made(
      { system: CU, supercell: [2, 2, 2], defects: { vacancies: true } },
      'vacancy',
    );
    expect(cu.map(({ details }) => details)).toEqual([{ multiplicity: 32 }]);
    const large = await made(
      { system: CU, defects: { vacancies: true, min_atoms: 100 } },
      'vacancy',
    );
    expect(large.map(({ details }) => details)).toEqual([{ multiplicity: 108 }]);
  });

  it('are in one supercell at all strain points, strained with the crystal', async () => {
    const found = await made(
      {
        system: FE,
        supercell: [1, 1, 1],
        distortion: { strains: [0, 0.03], voigt_strains: [0.04] },
        defects: { vacancies: true, min_atoms: 50 },
      },
      'vacancy',
    );
    expect(found.map(({ atoms }) => atoms)).toEqual(new Array(8).fill(53));
    const edge = 3 * 2.8665;
    const [plain, wider, xx, , , yz] = found.map(({ structure }) => Array.from(structure.cell));
    for (let k = 0; k < 9; k++) {
      const [row, column] = [Math.floor(k / 3), k % 3];
      const one = row === column ? edge : 0;
      expect(plain![k]).toBeCloseTo(one, 6);
      expect(wider![k]).toBeCloseTo(1.03 * one, 6);
      expect(xx![k]).toBeCloseTo(k === 0 ? 1.04 * edge : one, 6);
      expect(yz![k]).toBeCloseTo(k === 5 || k === 7 ? 0.02 * edge : one, 6);
    }
  });
});

describe('disordered defects', () => {
  const settings = (disordered: boolean) => ({
    system: CU,
    supercell: [2, 2, 2],
    distortion: { strains: [0, 0.02], rattle_stdev: 0.03, n_rattle_steps: 2 },
    defects: { vacancies: true, dumbbells: true, disordered },
  });

  it('are beside those that stay as they are, in the family of their strain point', async () => {
    const plain = await build(settings(false));
    const both = await build(settings(true));
    const old = new Set(plain.items.map(({ digest }) => digest));
    const added = both.items.filter(({ digest }) => !old.has(digest));
    expect(both.items.length - added.length).toBe(old.size);
    // At each of two strain points a vacancy and a dumbbell, each rattled twice.
    expect(added.length).toBe(2 * 2 * 2);
    for (const { attributes, structure } of added) {
      expect(attributes.group).toBe('rattle');
      expect(attributes.name).toMatch(/ (vacancy|dumbbell) .* rattle 0\.03 #[01]$/);
      const parent = both.items.find(({ digest }) => digest === attributes.parent)!;
      expect(['vacancy', 'dumbbell']).toContain(parent.attributes.group);
      expect(attributes.family).toBe(parent.attributes.family);
      expect(structure.numbers).toEqual(parent.structure.numbers);
    }
  });

  it('cost no key where they are not asked for', () => {
    const { defects, ...rest } = settings(false);
    const bare = { vacancies: true, dumbbells: true };
    expect(resolved({ ...rest, defects }).with).toEqual(resolved({ ...rest, defects: bare }).with);
    const alone = resolved({ system: CU, defects: { disordered: true } }).with;
    expect(alone).toEqual(resolved({ system: CU }).with);
  });
});

describe('kinds of defects', () => {
  it('interstitials of fcc are octahedral and tetrahedral, with their numbers in the cell', async () => {
    const found = await made({ system: CU, defects: { interstitials: ['Cu'] } }, 'interstitial');
    expect(found.map(({ details }) => [details['multiplicity'], details['neighbours']])).toEqual([
      [32, 6],
      [64, 4],
    ]);
    expect(found.every(({ atoms }) => atoms === 33)).toBe(true);
    expect(found[0]?.attributes.family).toBe(found[0]?.attributes.parent);
  });

  it('the octahedral site of bcc is there, and another element goes in', async () => {
    const found = await made({ system: FE, defects: { interstitials: ['C'] } }, 'interstitial');
    expect(found.map(({ details }) => [details['place'], details['neighbours']])).toEqual([
      ['vertex', 4],
      ['face', 2],
    ]);
    expect(found[0]?.structure.numbers.at(-1)).toBe(6);
    const far = { interstitials: ['C'], interstitial_distance: 1.5 };
    expect((await made({ system: FE, defects: far }, 'interstitial')).length).toBe(1);
  });

  it('dumbbells lie along <100> in fcc and <110> in bcc', async () => {
    const fcc = await made({ system: CU, defects: { dumbbells: true } }, 'dumbbell');
    expect(fcc.map(({ operation }) => operation)).toEqual([
      'dumbbell [1 0 0] of Cu with Cu #0, 2.04473 Å',
    ]);
    expect(fcc[0]?.details).toEqual({ multiplicity: 96, separation: 2.04473 });
    const bcc = await made({ system: FE, defects: { dumbbells: true } }, 'dumbbell');
    expect(bcc.map(({ operation }) => operation)).toEqual([
      'dumbbell [1 1 0] of Fe with Fe #0, 1.98597 Å',
    ]);
    const all = {
      dumbbells: true,
      dumbbell_directions: [
        [1, 0, 0],
        [1, 1, 1],
      ],
    };
    expect((await made({ system: FE, defects: all }, 'dumbbell')).length).toBe(2);
  });

  it('divacancies are one for each shell of fcc up to the distance', async () => {
    const found = await made({ system: CU, defects: { divacancies: 3.7 } }, 'divacancy');
    expect(found.map(({ details }) => [details['multiplicity'], details['distance']])).toEqual([
      [192, 2.55591],
      [48, 3.6146],
    ]);
    expect(found.every(({ atoms }) => atoms === 30)).toBe(true);
  });

  it('antisites and substitutions put each other element on each orbit', async () => {
    const alloy = {
      system: {
        elements: ['Cu', 'Au'],
        composition: { Cu: 0.5, Au: 0.5 },
        crystal_structure: 'fcc',
      },
    };
    const antisites = await made({ ...alloy, defects: { antisites: true } }, 'antisite');
    expect(antisites.length).toBe(24);
    const more = await made({ ...alloy, defects: { antisites: true, at_most: 40 } }, 'antisite');
    expect(more.length).toBe(32);
    const names = new Set(more.map(({ operation }) => operation));
    expect(antisites.filter(({ operation }) => !names.has(operation))).toEqual([]);
    const foreign = await made(
      { system: CU, defects: { substitutions: ['Ag', 'Au'] } },
      'substitution',
    );
    expect(foreign.map(({ operation }) => operation)).toEqual([
      'substitution of Ag on Cu #0',
      'substitution of Au on Cu #0',
    ]);
  });
});

describe('the cell of defects', () => {
  it('is made near-cubic and large enough, also of hcp', async () => {
    const mg = { elements: ['Mg'], crystal_structure: 'hcp' };
    const settings = {
      system: mg,
      supercell: [1, 1, 1],
      defects: { vacancies: true, min_atoms: 100 },
    };
    const [vacancy] = await made(settings, 'vacancy');
    expect(vacancy?.atoms).toBeGreaterThanOrEqual(99);
    expect(vacancy?.atoms).toBeLessThanOrEqual(124);
  });

  it('changes nothing where the crystal is large enough', async () => {
    const plain = await made({ system: CU, defects: { vacancies: true } }, 'vacancy');
    const sized = await made(
      { system: CU, defects: { vacancies: true, min_atoms: 32 } },
      'vacancy',
    );
    expect(sized).toEqual(plain);
  });
});

describe('what is refused', () => {
  it('no element, no direction', async () => {
    await expect(
      build({ system: CU, defects: { interstitials: ['Xx'] } } as never),
    ).rejects.toThrow(/Xx/);
    await expect(
      build({
        system: CU,
        defects: { dumbbells: true, dumbbell_directions: [[0, 0, 0]] },
      } as never),
    ).rejects.toThrow(/no direction/);
  });
});

describe('docs/defects.md', () => {
  it('has examples that build what the text says', async () => {
    const text = readFileSync(new URL('../../../docs/defects.md', import.meta.url), 'utf8');
    const [example] = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => match[1]);
    const { nodes } = parse(example as string) as {
      nodes: { structures: { with: object } };
    };
    const built = await build(nodes.structures.with);
    const counts: { [group: string]: number } = {};
    for (const { attributes } of built.items) {
      counts[attributes.group as string] = (counts[attributes.group as string] ?? 0) + 1;
    }
    expect(counts).toEqual({
      base: 1,
      vacancy: 1,
      divacancy: 2,
      substitution: 1,
      interstitial: 2,
      dumbbell: 1,
    });
  });
});
