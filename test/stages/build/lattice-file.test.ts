import { describe, expect, it } from 'vitest';
import { resolveBuild } from '../../../stages/build/resolve.ts';
import { build } from './fake-context.ts';

/** CsCl-type NiAl. */
const B2 = 'NiAl\n1.0\n2.88 0 0\n0 2.88 0\n0 0 2.88\nNi Al\n1 1\nDirect\n0 0 0\n0.5 0.5 0.5\n';

const system = (more: object) => ({ elements: ['Ni', 'Al'], file: 'b2.vasp', ...more });

describe('a system whose lattice is in a file', () => {
  it('is that crystal, repeated, strained, with its defects', async () => {
    const { items, notes } = await build(
      {
        system: system({}),
        supercell: [2, 2, 2],
        distortion: { strains: [-0.02, 0, 0.02] },
        defects: { vacancies: true },
      },
      B2,
    );
    expect(items.length).toBe(3 * (1 + 2));
    expect(items.filter(({ structure }) => structure.numbers.length === 15).length).toBe(6);
    expect([...new Set(items[0]!.structure.numbers)]).toEqual([28, 13]);
    expect(notes.join()).not.toContain('random');
  });

  it('is decorated at random with exact counts where a composition is given and sqs is false, by the seed', async () => {
    const composition = { Ni: 0.75, Al: 0.25 };
    const made = async (seed: number) =>
      (await build({ system: system({ composition }), sqs: false, seed }, B2)).items[0]!;
    const [one, again, other] = [await made(1), await made(1), await made(2)];
    expect(one.structure.numbers.length).toBe(54);
    expect(one.structure.numbers.filter((n) => n === 13).length).toBe(14);
    expect(again.digest).toBe(one.digest);
    expect(other.digest).not.toBe(one.digest);
    expect(one.attributes.name).toBe('Al14Ni40 on given.xyz');
  });

  it.each([
    [{ elements: ['Ni'] }, B2, 'is of Al, Ni, the system of Ni'],
    [{}, '1\nLattice="3 0 0 0 3 0 0 0 3"\nNi 0 0 0\n'.repeat(2), 'has 2 structures'],
    [
      {},
      '2\nLattice="3 0 0 0 3 0 0 0 3" pbc="T T F"\nNi 0 0 0\nAl 1.5 1.5 1.5\n',
      'not periodic in all directions',
    ],
    [{ composition: { Ni: 0.999, Al: 0.001 } }, B2, 'cannot hold this composition'],
  ])('%j: refused when it is read', async (more, file, message) => {
    await expect(build({ system: system(more) }, file)).rejects.toThrow(message);
  });

  it.each([
    [{ crystal_structure: 'bcc' }, 'keep one of the two'],
    [{ lattice_constants: { a: 3 } }, 'keep one of the two'],
    [{ elements: ['Ni', 'Xx'] }, '"Xx" is no chemical element'],
    [{ composition: { Ni: 0.5, Al: 0.4 } }, 'the fractions sum to 0.9, not 1'],
  ])('%j: refused before anything is read', (more, message) => {
    const result = resolveBuild({ system: system(more) } as never);
    expect(result.ok ? 'resolved' : JSON.stringify(result.error)).toContain(
      message.replaceAll('"', '\\"'),
    );
  });
});
