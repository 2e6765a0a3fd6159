import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellVolume } from '../../../science/cell.ts';
import { nearestDistance } from '../../../science/nearest.ts';
import type { Structure } from '../../../science/structure.ts';
import { type Built, build } from './fake-context.ts';

const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined });

/** Settings of each base; more than one stands in a `with` of its own. */
const bases = fc.oneof(
  fc.constantFrom(
    { system: { elements: ['Cu'], crystal_structure: 'fcc' }, supercell: [1, 1, 2] },
    { system: { elements: ['Fe'], crystal_structure: 'bcc' }, supercell: [2, 1, 1] },
    { system: { elements: ['Ti'], crystal_structure: 'hcp' }, supercell: [1, 1, 1] },
    { system: { elements: ['Si'], crystal_structure: 'diamond' }, supercell: [1, 1, 1] },
    {
      system: {
        elements: ['Cu', 'Au'],
        composition: { Cu: 0.75, Au: 0.25 },
        crystal_structure: 'fcc',
      },
      supercell: [1, 1, 2],
      sqs: false,
    },
    {
      system: {
        elements: ['Cu', 'Au'],
        composition: { Cu: 0.5, Au: 0.5 },
        crystal_structure: 'fcc',
      },
      sqs: { size: 4 },
    },
    { prototypes: { structures: ['B2', 'L1_2', 'wurtzite'], elements: ['Ni', 'Al'] } },
    { liquids: { elements: ['Cu', 'Ag'], n_structures: 2, n_atoms: 12 } },
    {
      isolated_atoms: { elements: ['Cu', 'Ag'], box: 9 },
      dimers: { elements: ['Cu'], n_steps: 3 },
    },
  ),
);

const distortions = fc.record({
  strains: maybe(fc.uniqueArray(fc.constantFrom(-0.06, -0.02, 0, 0.03, 0.08), { maxLength: 3 })),
  voigt_strains: maybe(fc.constantFrom([0.02], [-0.03, 0.01])),
  random_strain: maybe(fc.constantFrom(0.02, 0.06)),
  n_random_strains: fc.integer({ min: 1, max: 3 }),
  rattle_stdev: maybe(fc.constantFrom(0.02, 0.1, 0.3)),
  n_rattle_steps: fc.integer({ min: 1, max: 3 }),
  mc_rattle_stdev: maybe(fc.constantFrom(0.02, 0.05)),
  n_mc_rattles: fc.integer({ min: 1, max: 2 }),
  temperatures: maybe(fc.constantFrom([300], [100, 900])),
  n_thermal: fc.integer({ min: 1, max: 2 }),
});

type Drawn = typeof distortions extends fc.Arbitrary<infer T> ? T : never;

/** The fields without those whose partner is not there. */
function distortionOf(drawn: Drawn): object {
  const { random_strain, n_random_strains, rattle_stdev, n_rattle_steps, ...rest } = drawn;
  const { mc_rattle_stdev, n_mc_rattles, temperatures, n_thermal, ...others } = rest;
  return JSON.parse(
    JSON.stringify({
      ...others,
      ...(random_strain !== undefined && { random_strain, n_random_strains }),
      ...(rattle_stdev !== undefined && { rattle_stdev, n_rattle_steps }),
      ...(mc_rattle_stdev !== undefined && { mc_rattle_stdev, n_mc_rattles }),
      ...(temperatures !== undefined && { temperatures, n_thermal }),
    }),
  );
}

const defects = maybe(
  fc.record({
    vacancies: fc.constant(true),
    divacancies: fc.constant(3),
    substitutions: fc.constantFrom(['Zn'], ['Pt']),
  }),
);

const settings = fc
  .record({ base: bases, distortion: distortions, defects, seed: fc.integer({ min: 0, max: 99 }) })
  .map(({ base, distortion, defects: asked, seed }) => ({
    ...base,
    distortion: distortionOf(distortion),
    ...(asked && { defects: asked }),
    seed,
  }));

const digests = ({ items }: Built): string[] => items.map(({ digest }) => digest);

/** Every one of `some`, in their order, is in `all`. */
function expectWithin(some: readonly string[], all: readonly string[]): void {
  const known = new Set(some);
  expect(all.filter((digest) => known.has(digest))).toEqual(some);
}

const areFinite = ({ positions, cell }: Structure): boolean =>
  [...positions, ...cell].every(Number.isFinite);

/** Runs are few and the seed is printed where one fails: each builds several sets. */
const RUNS = { numRuns: 15 };

describe('laws of building, over drawn settings of all strategies', () => {
  it('the same settings make the same structures, each finite, with room for its atoms, each once', async () => {
    await fc.assert(
      fc.asyncProperty(settings, async (drawn) => {
        const built = await build(drawn);
        expect((await build(drawn)).setDigest).toBe(built.setDigest);
        expect(new Set(digests(built)).size).toBe(built.items.length);
        for (const { structure, attributes } of built.items) {
          expect(areFinite(structure), attributes.name).toBe(true);
          expect(cellVolume(structure.cell)).toBeGreaterThan(1);
          const nearest = nearestDistance(structure) ?? Number.POSITIVE_INFINITY;
          // The least distance drawn is a dimer of silver at 0.65 of its bond; strains and rattles go to 0.7 of theirs.
          expect(nearest, attributes.name).toBeGreaterThan(1.2);
          expect(attributes.family).toMatch(/\S/);
          expect(attributes.group).toMatch(/\S/);
        }
      }),
      RUNS,
    );
  }, 120_000);

  it('a raised cap, a further strategy and more of each only add', async () => {
    await fc.assert(
      fc.asyncProperty(settings, fc.integer({ min: 1, max: 8 }), async (drawn, cap) => {
        const all = digests(await build(drawn));
        const few = digests(await build({ ...drawn, number_of_structures: cap }));
        const more = digests(await build({ ...drawn, number_of_structures: cap + 3 }));
        expect(few.length).toBe(Math.min(cap, all.length));
        expect(more.length).toBe(Math.min(cap + 3, all.length));
        expect(few.filter((digest) => !more.includes(digest))).toEqual([]);
        expect(more.filter((digest) => !all.includes(digest))).toEqual([]);
        const richer = {
          ...drawn,
          isolated_atoms: { elements: ['Cu', 'Ag', 'Au'], box: 9 },
          distortion: { n_rattle_steps: 0, ...drawn.distortion, ...moreOf(drawn.distortion) },
          defects: { ...drawn.defects, vacancies: true },
        };
        expectWithin(all, digests(await build(richer)));
      }),
      RUNS,
    );
  }, 120_000);
});

/** Twice as many of what the settings count. */
const moreOf = (distortion: object): object =>
  Object.fromEntries(
    Object.entries(distortion).flatMap(([field, count]) =>
      field.startsWith('n_') ? [[field, 2 * (count as number)]] : [],
    ),
  );
