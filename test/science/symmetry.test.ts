import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellVolume, timesMatrix, toCartesian, toFractional } from '../../science/cell.ts';
import { primitiveCell } from '../../science/primitive-cell.ts';
import { prototypeCell } from '../../science/prototypes.ts';
import { isotropicStrain, strainStructure, voigtStrain } from '../../science/strain.ts';
import type { Structure } from '../../science/structure.ts';
import { type Repeats, repeatStructure } from '../../science/supercell.ts';
import { symmetryOrbits } from '../../science/symmetry.ts';

const crystal = (
  name: 'fcc' | 'bcc' | 'hcp' | 'diamond',
  numbers: readonly number[],
  repeats: Repeats = [1, 1, 1],
): Structure => {
  const { cell, fractional } = prototypeCell(name, { a: 4 });
  return repeatStructure(
    {
      numbers: Int32Array.from(
        { length: fractional.length / 3 },
        (_, i) => numbers[i] ?? numbers[0]!,
      ),
      positions: toCartesian(fractional, cell),
      cell,
      periodic: [true, true, true],
    },
    repeats,
  );
};

const orbits = (structure: Structure): [number | undefined, number] => {
  const { spaceGroup, representative } = symmetryOrbits(structure);
  return [spaceGroup, new Set(representative).size];
};

describe('symmetry orbits', () => {
  it.each([
    ['fcc', crystal('fcc', [29], [2, 2, 2]), 225, 1],
    ['fcc, 256 atoms', crystal('fcc', [29], [4, 4, 4]), 225, 1],
    ['bcc', crystal('bcc', [26], [2, 2, 2]), 229, 1],
    ['hcp', crystal('hcp', [12], [2, 2, 2]), 194, 1],
    ['diamond', crystal('diamond', [14], [2, 2, 2]), 227, 1],
    ['B2', crystal('bcc', [28, 13], [2, 2, 2]), 221, 2],
    ['L1_2', crystal('fcc', [13, 28, 28, 28], [2, 2, 2]), 221, 2],
    ['zincblende', crystal('diamond', [31, 31, 31, 31, 33, 33, 33, 33], [2, 2, 2]), 216, 2],
    [
      'strained fcc',
      strainStructure(crystal('fcc', [29], [2, 2, 2]), isotropicStrain(0.03)),
      225,
      1,
    ],
    [
      'stretched fcc',
      strainStructure(crystal('fcc', [29], [2, 2, 2]), voigtStrain('xx', 0.03)),
      139,
      1,
    ],
    [
      'sheared fcc',
      strainStructure(crystal('fcc', [29], [2, 2, 2]), voigtStrain('xy', 0.03)),
      71,
      1,
    ],
  ] as const)('%s', (_, structure, group, count) => {
    expect(orbits(structure)).toEqual([group, count]);
  });

  it('name the lowest index of each orbit', () => {
    const { representative } = symmetryOrbits(crystal('fcc', [13, 28, 28, 28], [1, 1, 2]));
    expect(representative).toEqual([0, 1, 1, 1, 0, 1, 1, 1]);
  });

  it('leave each atom for itself where there is no symmetry to speak of', () => {
    const slab = { ...crystal('fcc', [29]), periodic: [true, true, false] as const };
    expect(orbits(slab)).toEqual([undefined, 4]);
    const molecule = {
      ...slab,
      periodic: [false, false, false] as const,
      cell: new Float64Array(9),
    };
    expect(orbits(molecule)).toEqual([undefined, 4]);
  });
});

describe('the primitive cell', () => {
  const number = fc.double({ min: -1, max: 1, noNaN: true });
  const cells = fc
    .array(number, { minLength: 9, maxLength: 9 })
    .map((x) => Float64Array.from(x, (value, i) => value + (i % 4 === 0 ? 5 : 0)));
  const unit = fc.record({
    cell: cells,
    extra: fc.array(fc.array(number, { minLength: 3, maxLength: 3 }), { maxLength: 3 }),
  });
  const repeats = fc.tuple(
    fc.integer({ min: 1, max: 3 }),
    fc.integer({ min: 1, max: 3 }),
    fc.integer({ min: 1, max: 3 }),
  );

  it('is found again in any supercell, also in a skewed description of it', () => {
    fc.assert(
      fc.property(unit, repeats, fc.boolean(), ({ cell, extra }, times, isSkewed) => {
        const fractional = Float64Array.from([0, 0, 0, ...extra.flat()]);
        // The first atom is alone of its kind: no other translation can hold by accident.
        const numbers = Int32Array.from({ length: fractional.length / 3 }, (_, i) =>
          i === 0 ? 1 : 2,
        );
        const positions = toCartesian(fractional, cell);
        const periodic = [true, true, true] as const;
        const large = repeatStructure({ numbers, positions, cell, periodic }, times);
        const skew = [1, 0, 0, 1, 1, 0, 0, 0, 1];
        const given = isSkewed ? timesMatrix(skew, large.cell) : large.cell;
        const found = primitiveCell(
          {
            cell: given,
            fractional: toFractional(large.positions, given),
            kinds: [...large.numbers],
          },
          1e-3,
        );
        expect(cellVolume(found?.cell ?? [])).toBeCloseTo(cellVolume(cell), 6);
        // Two random atoms of the second kind may fall together; the first one is always found.
        expect(found?.representative.filter((_, i) => large.numbers[i] === 1)).toEqual(
          new Int32Array(times[0] * times[1] * times[2]),
        );
      }),
      { numRuns: 60 },
    );
  });
});
