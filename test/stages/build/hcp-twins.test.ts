import { describe, expect, it } from 'vitest';
import { type Built, build, resolved } from './fake-context.ts';

const CU = { elements: ['Cu'], crystal_structure: 'fcc' };

const operations = ({ items }: Built, group: string): (string | undefined)[] =>
  items
    .filter(({ attributes }) => attributes.group === group)
    .map(({ attributes }) => attributes.operation);

describe('twins of hcp', () => {
  const mg = { elements: ['Mg'], crystal_structure: 'hcp' };

  it('are at {10-12} where no plane is named, and at the planes that are', async () => {
    const usual = await build({ system: mg, supercell: [1, 1, 1], twins: {} });
    expect(operations(usual, 'twin')).toEqual(['twin (102)']);
    const [made] = usual.items.filter(({ attributes }) => attributes.group === 'twin');
    // Five planes of 1.9 Å are more than 8 Å; two crystals of them, two atoms each.
    expect(made?.structure.numbers.length).toBe(20);
    expect(made?.attributes.details).toEqual({
      plane: [1, 0, 2],
      mirror: 'two planes made one',
      area: expect.closeTo(3.2093 * Math.sqrt(5.2107 ** 2 + 3 * 3.2093 ** 2), 4),
      boundaries: 2,
    });
    const planes = [
      [1, 0, -1, 1],
      [1, 1, -2, 1],
      [1, 1, -2, 2],
      [2, 1, -3, 1],
      [0, 0, 0, 1],
    ];
    const named = await build({ system: mg, supercell: [1, 1, 1], twins: { planes } });
    expect(operations(named, 'twin')).toEqual(['twin (101)', 'twin (111)', 'twin (112)']);
    const details = named.items.slice(1).map(({ attributes }) => attributes.details);
    expect(details[1]).toMatchObject({ mirror: 'cut', opening: 0.2 });
    expect(details[1]?.['shift']).toHaveLength(2);
    expect(details[2]).toMatchObject({ mirror: 'plane', opening: 0.15 });
    expect(named.rejected.rejected).toEqual({
      'twin: it brings atoms too near to each other': 1,
      'twin: the plane is a mirror of the crystal': 1,
    });
    expect(named.notes).toContain('twin (211): it brings atoms too near to each other');
  });

  it('of prototypes are made where asked for, which is said', async () => {
    const prototypes = { structures: ['hcp'], elements: ['Ti'] };
    const rigid = await build({ prototypes, twins: {} });
    expect(operations(rigid, 'twin')).toEqual([]);
    expect(rigid.notes.filter((note) => note.includes('twins.shuffles: true'))).toHaveLength(1);
    const shuffled = await build({ prototypes, twins: { shuffles: true } });
    expect(operations(shuffled, 'twin')).toEqual(['twin (102)']);
  });

  it('change no key of what had twins before', () => {
    const twinsOf = (settings: object) => resolved(settings).with['twins'];
    expect(twinsOf({ system: CU, twins: {} })).toEqual({ thickness: 8 });
    expect(twinsOf({ system: CU, twins: { shuffles: false } })).toEqual({ thickness: 8 });
    expect(twinsOf({ system: mg, twins: { shuffles: false } })).toEqual({ thickness: 8 });
    expect(twinsOf({ system: mg, twins: {} })).toEqual({ thickness: 8, shuffles: true });
  });

  it('of a solid solution keep its composition', async () => {
    const system = { ...mg, elements: ['Mg', 'Ti'], composition: { Mg: 0.75, Ti: 0.25 } };
    const built = await build({ system, sqs: false, supercell: [2, 2, 1], twins: {} });
    const [twin] = built.items.filter(({ attributes }) => attributes.group === 'twin');
    expect(twin?.attributes.operation).toBe('twin (102)');
    const { numbers } = twin!.structure;
    expect(numbers.filter((z) => z === 22).length / numbers.length).toBeCloseTo(0.25, 1);
  });
});
