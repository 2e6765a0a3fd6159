import { describe, expect, it } from 'vitest';
import { hasHubbardCard, hubbardInput } from '../../../science/espresso/hubbard.ts';

const species = [
  { label: 'Fe', number: 26 },
  { label: 'O', number: 8 },
  { label: 'Fe1', number: 26 },
];
const hubbard = { projectors: 'ortho-atomic', u: { 'Fe-3d': 4.6 } } as const;

describe('a Hubbard correction', () => {
  it('is keys of &SYSTEM up to 7.0, for each species of the element', () => {
    expect(hubbardInput(hubbard, species, '6.7MaX')).toEqual({
      system: {
        lda_plus_u: true,
        u_projection_type: 'ortho-atomic',
        'hubbard_u(1)': 4.6,
        'hubbard_u(3)': 4.6,
      },
      card: [],
    });
  });

  it('is a card from 7.1 on', () => {
    expect(hubbardInput(hubbard, species, '7.2')).toEqual({
      system: {},
      card: ['HUBBARD {ortho-atomic}', 'U Fe-3d 4.6', 'U Fe1-3d 4.6'],
    });
  });

  it('is nothing where the structure has none of its elements', () => {
    expect(hubbardInput(hubbard, species.slice(1, 2), '7.2')).toEqual({ system: {}, card: [] });
  });

  it.each([
    ['6.7MaX', false],
    ['7.0', false],
    ['7.1', true],
    ['7.3.1', true],
    ['10.0', true],
    [undefined, true],
  ])('of version %s has a card: %s', (version, has) => {
    expect(hasHubbardCard(version)).toBe(has);
  });
});
