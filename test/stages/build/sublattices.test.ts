import { describe, expect, it } from 'vitest';
import { canonicalText } from '../../../base/canonical.ts';
import { toFractional } from '../../../science/cell.ts';
import type { Structure } from '../../../science/structure.ts';
import { type Built, build, resolved } from './fake-context.ts';
import { fromFile, NI3AL, system } from './sublattice-settings.ts';

const count = ({ numbers }: Structure, z: number): number =>
  numbers.filter((number) => number === z).length;

const exactShells = ({ items }: Built): number =>
  (items[0]!.attributes.details as unknown as { exact_shells: number }).exact_shells;

/** The number of sites within 1e-6 of a whole cell vector of each other. */
function offLattice({ positions, cell }: Structure, edge: number): number {
  const inCells = toFractional(positions, Float64Array.of(edge, 0, 0, 0, edge, 0, 0, 0, edge));
  expect(cell.length).toBe(9);
  return inCells.filter((x) => Math.abs(2 * x - Math.round(2 * x)) > 1e-6).length;
}

describe('an SQS on one sublattice of a structure type', () => {
  // The cations of rock salt and fluorite are fcc: 16 of them, 50:50, are perfect to shell 6 in the right shape
  // (facts of the field: A. Zunger et al. 1990).
  it.each([
    ['B1', [{ Ti: 0.5, Zr: 0.5 }, 'C'], 32, 6],
    ['fluorite', [{ Ce: 0.5, Zr: 0.5 }, 'O'], 48, 6],
  ] as const)('%s: cations perfect to shell 6', async (structure, sublattices, size, shells) => {
    const built = await build({
      system: system(structure, sublattices),
      sqs: { size, shells, triplets: 0 },
    });
    const [item] = built.items as [Built['items'][number]];
    expect(item.structure.numbers.length).toBe(size);
    expect(exactShells(built)).toBe(6);
    const kept = structure === 'B1' ? 6 : 8;
    expect(count(item.structure, kept)).toBe(size - 16);
    expect(count(item.structure, 40)).toBe(8);
    const words = structure === 'B1' ? 'C16Ti8Zr8 B1 SQS' : 'O32Zr8Ce8 fluorite SQS';
    expect(item.attributes).toMatchObject({ name: words, group: 'sqs' });
  });

  it('leaves every other site as it is, whatever the cell', async () => {
    const built = await build({
      system: system('perovskite', ['Ba', { Ti: 0.5, Zr: 0.5 }, 'O'], {
        lattice_constants: { a: 4 },
      }),
      sqs: { size: 20, shells: 2, triplets: 0 },
    });
    const { structure } = built.items[0]!;
    expect([count(structure, 56), count(structure, 22), count(structure, 40)]).toEqual([4, 2, 2]);
    expect(count(structure, 8)).toBe(12);
    expect(offLattice(structure, 4)).toBe(0);
    // Barium on the corners, titanium and zirconium in the middle.
    const at = toFractional(structure.positions, Float64Array.of(4, 0, 0, 0, 4, 0, 0, 0, 4));
    for (const [atom, z] of structure.numbers.entries()) {
      const whole = [0, 1, 2].filter((k) => Math.abs(at[3 * atom + k]! % 1) < 1e-6).length;
      if (z === 56) expect(whole).toBe(3);
      if (z === 22 || z === 40) expect(whole).toBe(0);
    }
  });

  it('in a given supercell too', async () => {
    const built = await build({
      system: system('L1_2', [{ Al: 0.5, Ti: 0.5 }, 'Ni']),
      supercell: [2, 2, 2],
      sqs: { shells: 1, triplets: 0 },
    });
    const { structure } = built.items[0]!;
    expect(structure.numbers.length).toBe(32);
    expect(count(structure, 28)).toBe(24);
    expect(structure.cell.filter((x) => x !== 0).length).toBe(3);
    expect(exactShells(built)).toBe(1);
  });
});

describe('a compound', () => {
  it('that is ordered is a crystal like another: supercell, strains, defects', async () => {
    const { items } = await build({
      system: system('B2', ['Ni', 'Al'], { lattice_constants: { a: 2.88 } }),
      supercell: [2, 2, 2],
      distortion: { strains: [0, 0.02] },
      defects: { antisites: true, vacancies: true },
    });
    // Two vacancies and two antisites at each of two strain points.
    expect(items.length).toBe(2 * (1 + 2 + 2));
    expect(items[0]!.attributes.name).toBe('Al8Ni8 B2 strain 0');
  });

  it('is decorated at random where sqs is false, and says so', async () => {
    const settings = { system: system('B1', ['Ti', { C: 0.5, N: 0.5 }]), sqs: false };
    const { items, notes } = await build(settings);
    const { structure } = items[0]!;
    expect([count(structure, 22), count(structure, 6), count(structure, 7)]).toEqual([32, 16, 16]);
    expect(resolved(settings).notes.join()).toContain('decorated at random, not an SQS');
    expect(notes.join()).not.toContain('SQS C');
    const again = await build({ ...settings, seed: 43 });
    expect(again.items[0]!.digest).not.toBe(items[0]!.digest);
    expect(count(again.items[0]!.structure, 22)).toBe(32);
  });

  it('has its edge where neighbours touch, the mean of what is mixed, and says so', () => {
    const edge = (own: unknown) =>
      (
        resolved({ system: system('B2', ['Ni', own]) }).with['compound'] as unknown as {
          lattice_constants: { a: number };
        }
      ).lattice_constants.a;
    const mixed = edge({ Al: 0.25, Ti: 0.75 });
    expect(mixed).toBeCloseTo(0.25 * edge('Al') + 0.75 * edge('Ti'), 3);
    expect(resolved({ system: system('B2', ['Ni', 'Al']) }).notes[0]).toMatch(
      /^B2: a = [\d.]+ Å, where the first neighbours touch \(half the nearest distance/,
    );
  });
});

describe('the lattice of a file', () => {
  it('is an SQS where a composition is given', async () => {
    const { items, notes } = await build(
      {
        system: {
          elements: ['Ni', 'Al'],
          composition: { Ni: 0.5, Al: 0.5 },
          file: 'fcc.vasp',
        },
        sqs: { size: 16, shells: 6, triplets: 0 },
      },
      'Ni\n1.0\n3.6 0 0\n0 3.6 0\n0 0 3.6\nNi\n4\nDirect\n0 0 0\n0 0.5 0.5\n0.5 0 0.5\n0.5 0.5 0\n',
    );
    expect(items[0]!.attributes.name).toBe('Al8Ni8 on given.xyz SQS');
    expect(notes.join()).toContain('pairs exactly random to shell 6');
  });

  it('is mixed on the sites of one of its elements, the others staying', async () => {
    const { items } = await build(
      {
        system: fromFile({ Al: { Al: 0.5, Ti: 0.5 } }, ['Ni', 'Al', 'Ti']),
        sqs: { size: 32, shells: 2, triplets: 0 },
      },
      NI3AL,
    );
    const { structure } = items[0]!;
    expect([count(structure, 28), count(structure, 13), count(structure, 22)]).toEqual([24, 4, 4]);
    expect(offLattice(structure, 3.57)).toBe(0);
  });

  it('is an ordered compound of other elements where none is mixed', async () => {
    const { items } = await build(
      { system: fromFile({ Al: 'Ti' }, ['Ni', 'Ti']), supercell: [1, 1, 1] },
      NI3AL,
    );
    expect([...items[0]!.structure.numbers]).toEqual([22, 28, 28, 28]);
  });

  it('with sites of several kinds says that it does not fix how much is on which', async () => {
    const { notes } = await build(
      {
        system: { elements: ['Ni', 'Al'], composition: { Ni: 0.5, Al: 0.5 }, file: 'two.vasp' },
        sqs: { size: 8, shells: 1, triplets: 0, steps: 1000 },
      },
      'two kinds\n1.0\n3 0 0\n0 3 0\n0 0 5\nNi\n2\nDirect\n0 0 0\n0.5 0.5 0.3\n',
    );
    // Mirrored at its middle the cell is itself: one kind. A third atom makes it two.
    expect(notes.join()).not.toContain('kinds by symmetry');
    const other = await build(
      {
        system: { elements: ['Ni', 'Al'], composition: { Ni: 0.5, Al: 0.5 }, file: 'three.vasp' },
        sqs: { size: 6, shells: 1, triplets: 0, steps: 1000 },
      },
      'three\n1.0\n3 0 0\n0 3 0\n0 0 6\nNi\n3\nDirect\n0 0 0\n0.5 0.5 0.3\n0.5 0.5 0.7\n',
    );
    expect(other.notes.join()).toContain('the mixed sites are of 2 kinds by symmetry');
  });
});

describe('keys', () => {
  const key = (settings: object): string => canonicalText(resolved(settings).with);
  it('a file decorated at random has the key of before there were sublattices', () => {
    const settings = {
      system: { elements: ['Ni', 'Al'], composition: { Ni: 0.75, Al: 0.25 }, file: 'b2.vasp' },
      sqs: false,
    };
    expect(key(settings)).toBe(
      canonicalText({
        lattice: {
          file: 'b2.vasp',
          elements: ['Al', 'Ni'],
          composition: { Ni: 0.75, Al: 0.25 },
        },
        seed: 42,
      }),
    );
  });

  it('a default spelled out is no change; sublattice by sublattice, what stands there is', () => {
    const carbide = (more: object = {}) => ({
      system: system('B1', ['Ti', { C: 0.5, N: 0.5 }]),
      ...more,
    });
    expect(key(carbide())).toBe(key(carbide({ sqs: true })));
    expect(key(carbide())).toBe(key(carbide({ sqs: { size: 32, count: 1, triplets: 2 } })));
    expect(key(carbide())).not.toBe(key(carbide({ sqs: false })));
    const other = { system: system('B1', [{ C: 0.5, N: 0.5 }, 'Ti']) };
    expect(key(other)).not.toBe(key(carbide()));
    expect(key({ system: system('B2', ['Ni', 'Al']) })).not.toContain('seed');
  });
});
