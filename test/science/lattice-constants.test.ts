import { describe, expect, it } from 'vitest';
import { elementsWithLatticeConstants, latticeConstants } from '../../science/lattice-constants.ts';
import { volumePerAtom } from '../../science/prototypes.ts';

const STRUCTURES = ['fcc', 'bcc', 'hcp', 'diamond'] as const;

describe('lattice constants', () => {
  it('has well over thirty elements, those of EMT among them', () => {
    expect(elementsWithLatticeConstants.length).toBeGreaterThan(50);
    for (const symbol of ['Al', 'Cu', 'Ag', 'Au', 'Ni', 'Pd', 'Pt']) {
      expect(elementsWithLatticeConstants).toContain(symbol);
    }
  });

  /** Density of the solid near 25 °C, g/cm^3, and molar mass, of one element for each structure. */
  it.each([
    ['Cu', 'fcc', 8.96, 63.546],
    ['Au', 'fcc', 19.3, 196.967],
    ['Fe', 'bcc', 7.874, 55.845],
    ['W', 'bcc', 19.25, 183.84],
    ['Mg', 'hcp', 1.738, 24.305],
    ['Ti', 'hcp', 4.506, 47.867],
    ['Si', 'diamond', 2.329, 28.085],
    ['C', 'diamond', 3.515, 12.011],
  ] as const)('%s gives its density', (symbol, structure, density, mass) => {
    const chosen = latticeConstants({ [symbol]: 1 }, structure);
    const volume = volumePerAtom(structure, chosen?.constants ?? { a: 0 });
    expect(mass / 0.602214076 / volume / density).toBeCloseTo(1, 2);
  });

  it('keeps the volume per atom in another structure, and says so', () => {
    for (const symbol of elementsWithLatticeConstants) {
      const volumes = STRUCTURES.map((structure) => {
        const { constants } = latticeConstants({ [symbol]: 1 }, structure) as {
          constants: { a: number };
        };
        return volumePerAtom(structure, constants);
      });
      for (const volume of volumes) expect(volume / volumes[0]!).toBeCloseTo(1, 3);
    }
    expect(latticeConstants({ Fe: 1 }, 'fcc')?.notes[0]).toMatch(
      /^Fe fcc: a = 3\.6116 Å, not Fe's own structure: scaled to the volume per atom of bcc, a = 2\.8665 Å \(exp/,
    );
  });

  it('mixes alloys by Vegard, whatever the order of the elements', () => {
    const chosen = latticeConstants({ Cu: 0.75, Au: 0.25 }, 'fcc');
    expect(chosen?.constants).toEqual({ a: 3.7305 });
    expect(latticeConstants({ Au: 0.25, Cu: 0.75 }, 'fcc')).toEqual(chosen);
    expect(latticeConstants({ Mg: 0.5, Ti: 0.5 }, 'hcp')?.constants).toEqual({
      a: 3.0798,
      c: 4.9472,
    });
  });

  it('knows nothing of elements outside its table', () => {
    expect(latticeConstants({ O: 1 }, 'fcc')).toBeUndefined();
    expect(latticeConstants({ Cu: 0.5, O: 0.5 }, 'fcc')).toBeUndefined();
  });
});
