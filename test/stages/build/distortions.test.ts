import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestBytes } from '../../../base/digest.ts';
import { nearestDistance } from '../../../science/nearest.ts';
import { randomStream } from '../../../science/random.ts';
import { crystalBase } from '../../../stages/build/bases/crystal.ts';
import { mcRattles } from '../../../stages/build/distortions/mc-rattle.ts';
import { strainFromBall } from '../../../stages/build/distortions/random-strain.ts';
import { thermalCopies } from '../../../stages/build/distortions/thermal.ts';
import { resolveBuild } from '../../../stages/build/resolve.ts';
import { emptyTally } from '../../../stages/build/tally.ts';
import { build } from './fake-context.ts';

const CU = { elements: ['Cu'], crystal_structure: 'fcc', lattice_constants: { a: 3.6 } };
const base = crystalBase(
  { composition: { Cu: 1 }, crystal_structure: 'fcc', lattice_constants: { a: 3.6 } },
  [3, 3, 3],
  42,
);
const digests = (built: Awaited<ReturnType<typeof build>>): string[] =>
  built.items.map(({ digest }) => digest);

function rms(
  copies: Iterable<{ readonly structure: { readonly positions: Float64Array } }>,
): number {
  const squares = [...copies].flatMap(({ structure }) =>
    Array.from(structure.positions, (x, i) => (x - base.structure.positions[i]!) ** 2),
  );
  return Math.sqrt(squares.reduce((sum, x) => sum + x, 0) / squares.length);
}

describe('random strain', () => {
  it('fills a ball of symmetric strains evenly', () => {
    const norms = Array.from({ length: 2000 }, (_, index) => {
      const random = randomStream({ purpose: 'ball', seed: 1, parent: digestBytes(''), index });
      const eps = strainFromBall(0.05, random);
      expect([eps[1], eps[2], eps[5]]).toEqual([eps[3], eps[6], eps[7]]);
      return Math.sqrt(eps.reduce((sum, x) => sum + x * x, 0)) / 0.05;
    });
    expect(Math.max(...norms)).toBeLessThanOrEqual(1);
    // In six dimensions half of the volume is within 2^(-1/6) of the radius.
    const inside = norms.filter((norm) => norm < 2 ** (-1 / 6)).length / norms.length;
    expect(Math.abs(inside - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / norms.length));
  });
});

describe('mc rattle', () => {
  it('moves far without atoms on top of each other', () => {
    const copies = [...mcRattles({ stdev: 0.1, count: 5, seed: 1 }).distort(base, emptyTally())];
    const nearest = 3.6 / Math.sqrt(2);
    expect(rms(copies)).toBeGreaterThan(0.15);
    for (const { structure } of copies) {
      expect(nearestDistance(structure)!).toBeGreaterThan(0.7 * nearest);
    }
  });

  it('is ten steps of a free walk where nothing is near', () => {
    const copies = [...mcRattles({ stdev: 0.002, count: 4, seed: 1 }).distort(base, emptyTally())];
    expect(rms(copies) / (0.002 * Math.sqrt(10))).toBeCloseTo(1, 1);
  });
});

describe('thermal displacements', () => {
  it('have the width of the Debye model', () => {
    const settings = { temperatures: [300], count: 10, debye: { Cu: 343 }, seed: 1 };
    const width = rms(thermalCopies(settings).distort(base, emptyTally()));
    expect(Math.abs(width / 0.0778 - 1)).toBeLessThan(0.03);
  });

  it('want a Debye temperature', () => {
    const tally = emptyTally();
    const odd = {
      ...base,
      structure: { ...base.structure, numbers: base.structure.numbers.map(() => 54) },
    };
    const settings = { temperatures: [300], count: 1, debye: {}, seed: 1 };
    expect([...thermalCopies(settings).distort(odd, tally)]).toEqual([]);
    expect(Object.keys(tally.rejected)[0]).toContain('no Debye temperature of Xe');
    const only = { debye_temperatures: { Cu: 300 } };
    const result = resolveBuild({ system: CU, distortion: only } as never);
    expect(!result.ok && result.error[0]?.path).toEqual(['distortion', 'debye_temperatures']);
    const xe = { elements: ['Xe'], crystal_structure: 'fcc', lattice_constants: { a: 6.2 } };
    const unknown = resolveBuild({ system: xe, distortion: { n_thermal: 3 } } as never);
    expect(!unknown.ok && unknown.error[0]?.path).toEqual(['distortion', 'n_thermal']);
  });

  it('spans thermal motion where only the number of copies is said', async () => {
    const plain = resolveBuild({ system: CU, distortion: { n_thermal: 2 } } as never);
    const spelled = resolveBuild({
      system: CU,
      distortion: { temperatures: [300, 600, 900], n_thermal: 2 },
    } as never);
    expect(plain.ok && plain.value.with).toEqual(spelled.ok && spelled.value.with);
    expect(plain.ok && plain.value.notes).toContain('temperatures 300, 600, 900 K, the default');
    const built = await build({ system: CU, supercell: [3, 3, 3], distortion: { n_thermal: 4 } });
    const [home] = built.items;
    const widths = [300, 600, 900].map((kelvin) => {
      const copies = built.items.filter(({ attributes }) =>
        attributes.operation?.startsWith(`thermal ${kelvin} K`),
      );
      const squares = copies.flatMap(({ structure }) =>
        Array.from(structure.positions, (x, i) => (x - home!.structure.positions[i]!) ** 2),
      );
      return Math.sqrt(squares.reduce((sum, x) => sum + x, 0) / squares.length);
    });
    // Copper at 293 K: B = 0.55 Å^2, so sqrt(B / 8 pi^2) = 0.083 Å; in the classical limit as the root of T.
    expect(widths[0]! / 0.083).toBeGreaterThan(0.9);
    expect(widths[0]! / 0.083).toBeLessThan(1.1);
    expect(widths[2]! / widths[0]!).toBeCloseTo(Math.sqrt(3), 1);
  });

  it('is said beside a rattle whose width nobody chose', () => {
    const notes = (distortion: object, system: object = CU): readonly string[] => {
      const result = resolveBuild({ system, distortion } as never);
      return result.ok ? (result.value.notes ?? []) : [];
    };
    expect(notes({ n_rattle_steps: 2 })).toContain(
      'rattle_stdev 0.05 Å, the default; at 293 K heat moves Cu 0.077 Å along each axis: distortion.n_thermal makes copies as wide as that',
    );
    const chosen = notes({ n_rattle_steps: 2, rattle_stdev: 0.05 });
    expect(chosen.filter((note) => note.includes('rattle'))).toEqual([]);
  });
});

describe('every distortion', () => {
  const all = {
    strains: [0, 0.02],
    voigt_strains: [0.01],
    random_strain: 0.04,
    n_random_strains: 2,
    rattle_stdev: 0.03,
    n_rattle_steps: 1,
    mc_rattle_stdev: 0.02,
    n_mc_rattles: 1,
    temperatures: [300],
    n_thermal: 1,
  };

  it('keeps what it made when more is asked of it, or of another', async () => {
    const counts = ['n_random_strains', 'n_rattle_steps', 'n_mc_rattles', 'n_thermal'] as const;
    const small = { system: CU, supercell: [1, 1, 1] };
    const before = digests(await build({ ...small, distortion: all }));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...counts),
        fc.integer({ min: 1, max: 3 }),
        async (field, n) => {
          const more = { ...all, [field]: all[field] + n };
          const after = new Set(digests(await build({ ...small, distortion: more })));
          expect(before.filter((digest) => !after.has(digest))).toEqual([]);
          expect(after.size).toBeGreaterThan(before.length);
        },
      ),
      { numRuns: 8 },
    );
    const beside = await build({ ...small, distortion: all, dimers: { elements: ['Cu'] } });
    expect(digests(beside)).toEqual(expect.arrayContaining(before));
  });

  it('makes finite structures, and other ones with another seed', async () => {
    const [one, two] = [
      await build({ system: CU, distortion: all }),
      await build({ system: CU, distortion: all, seed: 7 }),
    ];
    for (const { structure } of one.items) {
      expect([...structure.positions, ...structure.cell].every(Number.isFinite)).toBe(true);
      expect(structure.numbers.length).toBe(32);
    }
    // the two volumes and the six Voigt strains have no chance in them
    expect(digests(two).filter((digest) => digests(one).includes(digest)).length).toBe(8);
  });
});
