import { describe, expect, it } from 'vitest';
import { contactRadii } from '../../science/atomic-radii.ts';
import {
  compoundPrototype,
  decorated,
  decorations,
  PROTOTYPE_NAMES,
  touchingEdge,
} from '../../science/compounds.ts';
import { nearestDistances } from '../../science/pair-distances.ts';
import { symmetryOrbits } from '../../science/symmetry.ts';
import { equivalents } from '../../stages/build/filters/equivalent.ts';

const ELEMENTS = ['Al', 'Ti', 'Au'];

/** Atoms in the conventional cell, and nearest neighbours of sublattice 0: textbook values (AFLOW, Pearson). */
const KNOWN: { readonly [name: string]: readonly [atoms: number, formula: string] } = {
  fcc: [4, '4'],
  bcc: [2, '2'],
  hcp: [2, '2'],
  sc: [1, '1'],
  diamond: [8, '8'],
  A15: [8, '2:6'],
  B1: [8, '4:4'],
  B2: [2, '1:1'],
  B3: [8, '4:4'],
  L1_2: [4, '1:3'],
  L1_0: [4, '2:2'],
  D0_3: [16, '4:12'],
  fluorite: [12, '4:8'],
  perovskite: [5, '1:1:3'],
  wurtzite: [4, '2:2'],
};

describe.each(PROTOTYPE_NAMES)('%s', (name) => {
  const prototype = compoundPrototype(name);

  it('has its atoms, and the space group of the International Tables by moyo', () => {
    const sizes = ELEMENTS.map(
      (_, s) => prototype.sites.filter(([sublattice]) => sublattice === s).length,
    ).filter((size) => size > 0);
    expect([prototype.sites.length, sizes.join(':')]).toEqual(KNOWN[name]);
    expect(symmetryOrbits(decorated(prototype, ELEMENTS, 4)).spaceGroup).toBe(prototype.spaceGroup);
  });

  it('has every decoration once', () => {
    const filter = equivalents(0.001);
    for (const symbols of decorations(prototype, ELEMENTS)) {
      expect(filter(decorated(prototype, symbols, 4)), symbols.join(' ')).toBeUndefined();
    }
  });

  it('touches at the sum of two radii and nowhere below', () => {
    const contact = contactRadii(ELEMENTS)!;
    for (const symbols of decorations(prototype, ELEMENTS)) {
      const edge = touchingEdge(prototype, symbols, contact.radii);
      const numbers = { 13: 'Al', 22: 'Ti', 79: 'Au' } as { readonly [z: number]: string };
      const shares = nearestDistances(decorated(prototype, symbols, edge), 6).map(
        ({ pair: [a, b], distance }) =>
          distance / (contact.radii.get(numbers[a]!)! + contact.radii.get(numbers[b]!)!),
      );
      expect(Math.min(...shares)).toBeCloseTo(1, 10);
    }
  });
});

describe('numbers of decorations', () => {
  it.each([
    ['fcc', 3],
    ['A15', 9],
    ['B2', 3],
    ['L1_2', 6],
    ['L1_0', 3],
    ['fluorite', 6],
    ['perovskite', 24],
  ] as const)('of %s by three elements: %i', (name, count) => {
    expect(decorations(compoundPrototype(name), ELEMENTS).length).toBe(count);
  });

  it('estimates within 8 % of known compounds', () => {
    // a in Å: NiAl 2.887, Ni3Al 3.572, CuAu (a L1_0 cell) 3.96, TiC 4.328, NaCl 5.640, SiC 4.360 (Pearson's Handbook).
    const known = [
      ['B2', ['Ni', 'Al'], 2.887],
      ['L1_2', ['Al', 'Ni'], 3.572],
      ['L1_0', ['Cu', 'Au'], 3.96],
      ['B1', ['Ti', 'C'], 4.328],
      ['B1', ['Na', 'Cl'], 5.64],
      ['B3', ['Si', 'C'], 4.36],
    ] as const;
    for (const [name, symbols, a] of known) {
      const { radii } = contactRadii(symbols)!;
      expect(Math.abs(touchingEdge(compoundPrototype(name), symbols, radii) / a - 1)).toBeLessThan(
        0.08,
      );
    }
  });
});
