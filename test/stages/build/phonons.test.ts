import { describe, expect, it } from 'vitest';
import { writeYace } from '../../../science/ace/yace.ts';
import { resolveBuild } from '../../../stages/build/resolve.ts';
import { randomPotential } from '../../science/ace/samples.ts';
import { type Built, build, resolved } from './fake-context.ts';

/** The lattice constant of EMT: facts of the field 4.5. */
const COPPER = {
  system: { elements: ['Cu'], crystal_structure: 'fcc', lattice_constants: { a: 3.5898 } },
  supercell: [2, 2, 2],
};
const phonons = (settings: object, more: object = {}) => ({
  ...COPPER,
  ...more,
  distortion: { phonons: settings },
});

/** Å; of the coordinates of each displaced structure from the first one. */
function widths({ items: [first, ...others] }: Built): number[] {
  return others.map(({ structure }) => {
    const squares = structure.positions.map((x, i) => (x - first!.structure.positions[i]!) ** 2);
    return Math.sqrt(squares.reduce((sum, x) => sum + x, 0) / squares.length);
  });
}

describe('displacements along phonons', () => {
  it('are as wide as heat makes them, with their temperature and width on record', async () => {
    const built = await build(phonons({ temperatures: [300], n_structures: 20 }));
    const found = widths(built);
    const mean = Math.sqrt(found.reduce((sum, x) => sum + x * x, 0) / found.length);
    // 0.0654 Å in a cell of 32 atoms (test/science/phonons, against ASE); 20 x 93 modes.
    expect(Math.abs(mean / 0.0654 - 1)).toBeLessThan(0.07);
    const [, one] = built.items;
    expect(one!.attributes).toMatchObject({
      group: 'phonon',
      operation: 'phonon 300 K #0',
      details: { temperature: 300, displacement: Math.round(found[0]! * 1e5) / 1e5 },
    });
    expect(one!.attributes.family).toBe(built.items[0]!.attributes.family);
    expect(built.notes.join()).not.toContain('not at rest');
  });

  it('keep what was made when more is asked, and follow the seed', async () => {
    const few = await build(phonons({ temperatures: [300], n_structures: 2 }));
    const more = await build(phonons({ temperatures: [300, 600], n_structures: 3 }));
    const other = await build(phonons({ temperatures: [300], n_structures: 2 }, { seed: 7 }));
    const digests = ({ items }: Built) => items.map(({ digest }) => digest);
    expect(digests(more)).toEqual(expect.arrayContaining(digests(few)));
    expect(digests(other).filter((digest) => digests(few).includes(digest)).length).toBe(1);
  });

  it('zero-point motion is quantum', async () => {
    const cold = phonons({ temperatures: [0], n_structures: 1 });
    expect(widths(await build(cold))[0]).toBeGreaterThan(0.03);
    const still = phonons({ temperatures: [0], n_structures: 1, statistics: 'classical' });
    expect((await build(still)).rejected.rejected).toEqual({ 'exact repeat': 1 });
  });

  it('of a crystal at no minimum are none, and counted', async () => {
    const bcc = { elements: ['Cu'], crystal_structure: 'bcc', lattice_constants: { a: 2.85 } };
    const { items, rejected } = await build({
      system: bcc,
      supercell: [2, 2, 2],
      distortion: { phonons: { temperatures: [300, 600], n_structures: 2 } },
    });
    expect(items.length).toBe(1);
    expect(rejected.rejected).toEqual({
      'phonon: the structure is at no minimum of the energy (imaginary frequencies)': 4,
    });
  });

  it('of a crystal that is not at rest are said to be so', async () => {
    const file =
      '4\nLattice="3.6 0 0 0 3.6 0 0 0 3.6"\nCu 0.05 0 0\nCu 0 1.8 1.8\nCu 1.8 0 1.8\nCu 1.8 1.8 0\n';
    const settings = {
      import: { file: 'a' },
      distortion: { phonons: { temperatures: [300], n_structures: 1 } },
    };
    const { notes } = await build(settings, file);
    expect(notes.join()).toContain('it is not at rest');
  });

  // A potential of random numbers, under which fcc at 4.05 Å happens to be stable.
  const yace = writeYace(randomPotential(['Al'], 1, 4, 1).potential);
  const byYace = (symbol: string) => ({
    system: { elements: [symbol], crystal_structure: 'fcc', lattice_constants: { a: 4.05 } },
    supercell: [1, 1, 1],
    distortion: { phonons: { temperatures: [10], n_structures: 2, potential: 'al.yace' } },
  });

  it('take any .yace as the forces', async () => {
    const { items } = await build(byYace('Al'), yace);
    expect(items.length).toBe(3);
    // Twelve coordinates of an oscillator of 0.028 to 0.045 1/fs, hbar / (2 m omega) each but for three.
    const [least, most] = [0.045, 0.028].map((omega) =>
      Math.sqrt((0.75 * 0.6582 * 9.6485e-3) / (2 * 26.98 * omega)),
    ) as [number, number];
    const found = widths({ ...(await build(byYace('Al'), yace)) });
    for (const width of found) {
      expect(width).toBeGreaterThan(0.4 * least);
      expect(width).toBeLessThan(1.8 * most);
    }
  });

  it('want a potential that knows the elements, and is whole before anything is built', async () => {
    const { rejected } = await build(byYace('Ni'), yace);
    expect(rejected.rejected).toEqual({ 'phonon: given.xyz does not know Ni': 2 });
    await expect(build(byYace('Al'), 'elements: [Al')).rejects.toThrow(/^given\.xyz: /);
  });

  it.each([
    [
      {
        system: { elements: ['Fe'], crystal_structure: 'bcc' },
        distortion: { phonons: { temperatures: [1] } },
      },
      'EMT, the forces of phonons, does not know Fe',
    ],
    [
      phonons({ temperatures: [1], potential: 'a', lennard_jones: { epsilon: 1, sigma: 1 } }),
      '`potential` is given too: keep one of the two',
    ],
  ])('%#: refused', (settings, message) => {
    const result = resolveBuild(settings as never);
    expect(!result.ok && result.error[0]?.message).toBe(message);
  });

  it('have defaults that are no change', () => {
    const short = resolved(phonons({ temperatures: [300] })).with;
    const long = phonons({ temperatures: [300], n_structures: 3, statistics: 'quantum' });
    expect(resolved({ ...long, seed: 42 }).with).toEqual(short);
  });
});
