import { describe, expect, it } from 'vitest';
import { toCartesian } from '../../science/cell.ts';
import { neighbourList } from '../../science/neighbours.ts';
import { prototypeCell, volumePerAtom } from '../../science/prototypes.ts';
import { defaultSupercell, type Repeats, repeatStructure } from '../../science/supercell.ts';

const crystal = (name: 'fcc' | 'bcc' | 'hcp' | 'diamond', repeats: Repeats) => {
  const { cell, fractional } = prototypeCell(name, { a: 4 });
  const unit = {
    numbers: new Int32Array(fractional.length / 3).fill(29),
    positions: toCartesian(fractional, cell),
    cell,
    periodic: [true, true, true] as const,
  };
  return repeatStructure(unit, repeats);
};

describe('prototypes', () => {
  it.each([
    ['fcc', 12, 4 / Math.sqrt(2)],
    ['bcc', 8, (4 * Math.sqrt(3)) / 2],
    ['hcp', 12, 4],
    ['diamond', 4, Math.sqrt(3)],
  ] as const)('%s: every atom has %i nearest neighbours', (name, count, distance) => {
    const structure = crystal(name, [1, 2, 3]);
    const { first, squared } = neighbourList(structure, distance * 1.1, 'full');
    for (let atom = 0; atom < structure.numbers.length; atom++) {
      expect(first[atom + 1]! - first[atom]!).toBe(count);
      for (let at = first[atom]!; at < first[atom + 1]!; at++) {
        expect(Math.sqrt(squared[at]!)).toBeCloseTo(distance, 9);
      }
    }
    const { cell, numbers } = structure;
    const volume = cell[0]! * cell[4]! * cell[8]!;
    expect(volume / numbers.length).toBeCloseTo(volumePerAtom(name, { a: 4 }), 9);
  });
});

describe('supercells', () => {
  it('keep atom 0, the order of images, moments and charges', () => {
    const unit = {
      numbers: Int32Array.of(29, 79),
      positions: Float64Array.of(0, 0, 0, 1, 1, 1),
      cell: Float64Array.of(2, 0, 0, 0, 3, 0, 0, 0, 4),
      periodic: [true, true, true] as const,
      initialMagneticMoments: Float64Array.of(1, -1),
      initialCharges: Float64Array.of(0.5, -0.5),
    };
    expect(repeatStructure(unit, [1, 1, 1])).toEqual(unit);
    expect(repeatStructure(unit, [1, 1, 2])).toEqual({
      numbers: Int32Array.of(29, 79, 29, 79),
      positions: Float64Array.of(0, 0, 0, 1, 1, 1, 0, 0, 4, 1, 1, 5),
      cell: Float64Array.of(2, 0, 0, 0, 3, 0, 0, 0, 8),
      periodic: [true, true, true],
      initialMagneticMoments: Float64Array.of(1, -1, 1, -1),
      initialCharges: Float64Array.of(0.5, -0.5, 0.5, -0.5),
    });
  });

  it.each([
    ['fcc', [2, 2, 2], 32],
    ['bcc', [3, 3, 3], 54],
    ['hcp', [3, 3, 2], 36],
    ['diamond', [2, 2, 2], 64],
  ] as const)('default for %s is %j with %i atoms', (name, repeats, atoms) => {
    const { cell, fractional } = prototypeCell(name, { a: 4 });
    expect(defaultSupercell(cell, fractional.length / 3)).toEqual(repeats);
    expect(crystal(name, repeats).numbers.length).toBe(atoms);
  });

  it('default is [1, 1, 1] for a large cube, and the most cubic one for a needle', () => {
    expect(defaultSupercell(Float64Array.of(9, 0, 0, 0, 9, 0, 0, 0, 9), 40)).toEqual([1, 1, 1]);
    expect(defaultSupercell(Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 40), 1)).toEqual([16, 16, 1]);
  });
});
