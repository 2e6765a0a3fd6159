import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellVolume, invertCell, timesMatrix } from '../../../science/cell.ts';
import { neighbourList } from '../../../science/neighbours.ts';
import { strainStructure, voigtStrain } from '../../../science/strain.ts';
import type { Structure } from '../../../science/structure.ts';
import { distinctPlanes, type Miller } from '../../../science/surfaces/miller.ts';
import { planeArea } from '../../../science/surfaces/plane-basis.ts';
import { slabsOf } from '../../../science/surfaces/slabs.ts';
import {
  extrinsicFault,
  faultLine,
  shiftedCrystal,
} from '../../../science/surfaces/stacking-faults.ts';
import { isOwnMirror, twinOf } from '../../../science/surfaces/twins.ts';
import { type CrystalSymmetry, crystalSymmetry } from '../../../science/symmetry.ts';
import { crystal, crystals } from '../bulk-crystals.ts';
import { cutCrystal } from './cut-crystal.ts';

const all: { readonly [name: string]: Structure } = {
  ...Object.fromEntries(Object.entries(crystals).map(([name, { primitive }]) => [name, primitive])),
  'fcc in its cube': crystals.fcc.conventional,
  zincblende: crystal('diamond', { a: 5.65 }, [31, 31, 31, 31, 33, 33, 33, 33]),
  'stretched bcc': strainStructure(crystals.bcc.conventional, voigtStrain('zz', 0.06)),
};
const names = Object.keys(all);

const index = fc.integer({ min: -3, max: 3 });
const plane = fc
  .tuple(index, index, index)
  .filter((hkl) => hkl.some((x) => x !== 0)) as fc.Arbitrary<Miller>;

/** The shortest distance, Å. */
function shortest(structure: Structure): number {
  const { first, squared } = neighbourList(structure, 4);
  let least = 1e9;
  for (let k = 0; k < first[first.length - 1]!; k++) least = Math.min(least, squared[k]!);
  return Math.sqrt(least);
}

/** How many neighbours atoms have up to 1.2 of a distance. */
const neighbours = (structure: Structure, distance: number): number => {
  const { first } = neighbourList(structure, 1.2 * distance);
  return first[first.length - 1]!;
};

/** Whether some symmetry operation turns z over. */
function isTurnedOver(structure: Structure): boolean {
  const { cell, operations } = crystalSymmetry(structure) as CrystalSymmetry;
  const inverse = invertCell(cell);
  return operations.some(({ rotation: [a, b, c, d, e, f, g, h, i] }) => {
    // Fractional columns: f' = W f; rows of positions: x' = x (cell^-1 W^T cell).
    const turned = timesMatrix(inverse, [a!, d!, g!, b!, e!, h!, c!, f!, i!]);
    return Math.abs(timesMatrix(turned, cell)[8]! + 1) < 1e-6;
  });
}

describe('slabs', () => {
  it('are the crystal between two surfaces, the same one twice where that is said', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        plane,
        fc.integer({ min: 0, max: 6 }),
        (name, hkl, t) => {
          const { layers, symmetry } = cutCrystal(all[name]!, hkl);
          const { basis, planes, unit } = layers;
          const volume = cellVolume(symmetry.cell);
          expect(planeArea(basis.cell) * basis.spacing).toBeCloseTo(volume, 6);
          const slabs = slabsOf(layers, { thickness: t, vacuum: 9 });
          const seen = new Set<string>();
          for (const { structure, top, bottom, isSymmetric, ...slab } of slabs) {
            expect(slab.thickness).toBeGreaterThanOrEqual(t - 1e-6);
            expect(structure.cell[8]! - slab.thickness).toBeCloseTo(9, 9);
            expect(shortest(structure)).toBeGreaterThan(shortest(unit) - 1e-6);
            // A slab of a plane or two of atoms may be turned over though its crystal has no such cut.
            if (isSymmetric || t >= 2) expect(isTurnedOver(structure)).toBe(isSymmetric);
            const atoms = structure.numbers.length;
            if (slab.planes % planes.length === 0) {
              expect(atoms).toBe((slab.planes / planes.length) * unit.numbers.length);
            }
            seen.add(`${bottom} ${top}`);
          }
          expect(seen.size).toBe(slabs.length);
          expect(new Set(slabs.map(({ isSymmetric }) => isSymmetric)).size).toBe(1);
        },
      ),
      { numRuns: 120 },
    );
  });

  it('come in the number of different surfaces that textbooks have', () => {
    const count = (name: string, hkl: Miller): number =>
      slabsOf(cutCrystal(all[name]!, hkl).layers, { thickness: 5, vacuum: 9 }).length;
    expect(count('fcc', [1, 1, 1])).toBe(1);
    expect(count('bcc', [1, 1, 0])).toBe(1);
    // Prism planes of hcp: the near and the far one; basal: one. Diamond {111}: glide and shuffle.
    expect([count('hcp', [1, 0, 0]), count('hcp', [0, 0, 1])]).toEqual([2, 1]);
    expect(count('diamond', [1, 1, 1])).toBe(2);
    // B2 {100}: one slab of each element; {110}: mixed planes, one.
    expect([count('B2', [1, 0, 0]), count('B2', [1, 1, 0])]).toEqual([2, 1]);
    // Rock salt: {100} mixed, {111} of either kind.
    expect([count('B1', [1, 0, 0]), count('B1', [1, 1, 1])]).toEqual([1, 2]);
    // Zincblende {111} is polar.
    const polar = slabsOf(cutCrystal(all['zincblende']!, [1, 1, 1]).layers, {
      thickness: 5,
      vacuum: 9,
    });
    expect(polar.map(({ isSymmetric }) => isSymmetric)).toEqual([false, false]);
  });
});

describe('planes', () => {
  it('that symmetry keeps apart are those of the textbooks', () => {
    const planes = (name: string, most: number): string =>
      distinctPlanes(most, cutCrystal(all[name]!, [1, 0, 0]).symmetry)
        .map((hkl) => hkl.join(''))
        .join(' ');
    for (const name of ['fcc', 'bcc', 'fcc in its cube', 'diamond', 'B2', 'L1_2', 'zincblende']) {
      expect(planes(name, 1)).toBe('100 110 111');
    }
    expect(planes('fcc', 2)).toBe('100 110 111 210 211 221');
    // (100) is (10-10), (110) is (11-20), (101) is (10-11), (111) is (11-21).
    expect(planes('hcp', 1)).toBe('100 001 110 101 111');
    expect(planes('stretched bcc', 1)).toBe('100 001 110 101 111');
  });

  it('do not depend on the cell that the crystal is given in', () => {
    fc.assert(
      fc.property(plane, (hkl) => {
        const [cube, primitive] = [crystals.fcc.conventional, crystals.fcc.primitive].map(
          (structure) => cutCrystal(structure, hkl).layers,
        );
        expect(cube!.basis.spacing).toBeCloseTo(primitive!.basis.spacing, 9);
        expect(planeArea(cube!.basis.cell)).toBeCloseTo(planeArea(primitive!.basis.cell), 8);
      }),
    );
  });
});

describe('stacking faults', () => {
  it('end at a fault, at an antiphase boundary or at the crystal again', () => {
    const end = (name: string, hkl: Miller): string => {
      const { layers, lattice } = cutCrystal(all[name]!, hkl);
      return faultLine(layers, 0, lattice).end;
    };
    expect(end('fcc', [1, 1, 1])).toBe('stacking fault');
    expect(end('hcp', [0, 0, 1])).toBe('stacking fault');
    expect(end('L1_2', [1, 1, 1])).toBe('stacking fault');
    expect(end('B2', [1, 1, 0])).toBe('antiphase boundary');
    expect(end('bcc', [1, 1, 0])).toBe('perfect');
  });

  it('have the length of the slip: a/6 <112> in fcc, a/2 <111> in bcc and B2', () => {
    const length = (name: string, hkl: Miller): number => {
      const { layers, lattice } = cutCrystal(all[name]!, hkl);
      const [x, y] = faultLine(layers, 0, lattice).shift;
      return Math.sqrt(x * x + y * y);
    };
    expect(length('fcc', [1, 1, 1])).toBeCloseTo(4 / Math.sqrt(6), 9);
    expect(length('L1_2', [1, 1, 1])).toBeCloseTo(3.57 / Math.sqrt(6), 9);
    expect(length('hcp', [0, 0, 1])).toBeCloseTo(3 / Math.sqrt(3), 9);
    expect(length('bcc', [1, 1, 0])).toBeCloseTo((3 * Math.sqrt(3)) / 2, 9);
    expect(length('B2', [1, 1, 0])).toBeCloseTo((2.9 * Math.sqrt(3)) / 2, 9);
  });

  it('keep every neighbour of fcc, and change only those of the second shell', () => {
    const { layers, lattice } = cutCrystal(all['fcc']!, [1, 1, 1]);
    const { shift } = faultLine(layers, 0, lattice);
    const nearest = 4 / Math.SQRT2;
    for (const made of [shiftedCrystal(layers, 0, 6, shift), extrinsicFault(layers, 0, 6, shift)]) {
      expect(shortest(made)).toBeCloseTo(nearest, 9);
      expect(neighbours(made, nearest)).toBe(12 * 6);
      expect(crystalSymmetry(made)?.spaceGroup).not.toBe(225);
    }
    // The other way lies the place right above an atom.
    const wrong = shiftedCrystal(layers, 0, 6, [-shift[0], -shift[1]]);
    expect(shortest(wrong)).toBeLessThan(0.9 * nearest);
  });

  it('over a whole lattice vector are the crystal again', () => {
    const { layers, lattice } = cutCrystal(all['bcc']!, [1, 1, 0]);
    const { shift } = faultLine(layers, 0, lattice);
    expect(crystalSymmetry(shiftedCrystal(layers, 0, 6, shift))?.spaceGroup).toBe(229);
    const half = shiftedCrystal(layers, 0, 6, [shift[0] / 2, shift[1] / 2]);
    expect(crystalSymmetry(half)?.spaceGroup).not.toBe(229);
  });
});

describe('twins', () => {
  it('of fcc, diamond and L1_2 at {111} keep every nearest neighbour', () => {
    for (const [name, distance] of [
      ['fcc', 4 / Math.SQRT2],
      ['L1_2', 3.57 / Math.SQRT2],
      ['diamond', (5.43 * Math.sqrt(3)) / 4],
    ] as const) {
      const { layers, symmetry } = cutCrystal(all[name]!, [1, 1, 1]);
      expect(isOwnMirror(layers, symmetry)).toBe(false);
      const { structure } = twinOf(layers, 4)!;
      expect(shortest(structure)).toBeCloseTo(distance, 9);
      const each = name === 'diamond' ? 4 : 12;
      expect(neighbours(structure, distance)).toBe(each * structure.numbers.length);
      expect(isTurnedOver(structure)).toBe(true);
    }
  });

  it('are not made of what is its own mirror image', () => {
    for (const [name, hkl] of [
      ['fcc', [1, 0, 0]],
      ['bcc', [1, 1, 0]],
      ['hcp', [0, 0, 1]],
      ['diamond', [1, 1, 0]],
    ] as const) {
      const { layers, symmetry } = cutCrystal(all[name]!, hkl);
      expect(isOwnMirror(layers, symmetry)).toBe(true);
    }
  });
});
