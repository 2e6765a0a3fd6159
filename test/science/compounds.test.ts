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

  // a in Å at room temperature: Pearson's Handbook for the first five, NCrystal's data library (from R. W. G. Wyckoff, Crystal
  // Structures, 1963) for the others.
  const METALLIC = [
    ['B2', ['Ni', 'Al'], 2.887],
    ['L1_2', ['Al', 'Ni'], 3.572],
    ['L1_0', ['Cu', 'Au'], 3.96],
    ['B1', ['Ti', 'C'], 4.328],
    ['B3', ['Si', 'C'], 4.348],
  ] as const;
  const IONIC = [
    ['B1', ['Na', 'Cl'], 5.6401],
    ['B1', ['Na', 'F'], 4.62],
    ['B1', ['Na', 'I'], 6.4728],
    ['B1', ['Li', 'F'], 4.0173],
    ['B1', ['K', 'Br'], 6.6],
    ['B1', ['Mg', 'O'], 4.211],
    ['B1', ['Ca', 'O'], 4.8107],
    ['B1', ['Ba', 'O'], 5.523],
    ['B1', ['Pb', 'S'], 5.9362],
    ['B1', ['Ag', 'Br'], 5.7745],
    ['B2', ['Tl', 'Br'], 3.98],
    ['B3', ['Zn', 'S'], 5.4145],
    ['fluorite', ['Ca', 'F'], 5.4631],
    ['fluorite', ['Sr', 'F'], 5.7996],
    ['fluorite', ['Ce', 'O'], 5.4097],
    ['fluorite', ['U', 'O'], 5.4682],
  ] as const;
  const off = ([name, symbols, a]: (typeof METALLIC)[number] | (typeof IONIC)[number]): number =>
    touchingEdge(compoundPrototype(name), symbols, contactRadii(symbols)!.radii) / a - 1;

  it('estimates edges that the contact of crystals of the elements makes a little too long', () => {
    // Bonds between unlike atoms are shorter than the mean: 3 to 8 %.
    for (const known of METALLIC) {
      expect(off(known), known[1].join('')).toBeGreaterThan(0.02);
      expect(off(known), known[1].join('')).toBeLessThan(0.08);
    }
  });

  it('knows little of ionic crystals: covalent radii miss the charges', () => {
    for (const known of IONIC) {
      expect(off(known), known[1].join('')).toBeGreaterThan(-0.24);
      expect(off(known), known[1].join('')).toBeLessThan(0.16);
    }
    const sizes = IONIC.map((known) => Math.abs(off(known))).sort((a, b) => a - b);
    expect(sizes[sizes.length / 2]!).toBeLessThan(0.08);
  });
});
