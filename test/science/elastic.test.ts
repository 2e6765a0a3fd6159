import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellDeterminant, timesMatrix, toFractional } from '../../science/cell.ts';
import { emt } from '../../science/emt/emt.ts';
import { strainStructure, type VoigtComponent, voigtStrain } from '../../science/strain.ts';
import { crystalBase } from '../../stages/build/bases/crystal.ts';

const GPA = 160.2176634;

/** Central difference of a stress component in a strain component, GPa. */
function stiffness(symbol: string, a: number, [of, by]: readonly [number, VoigtComponent]): number {
  const system = { composition: { [symbol]: 1 }, crystal_structure: 'fcc' as const };
  const { structure } = crystalBase({ ...system, lattice_constants: { a } }, [1, 1, 1], 0);
  const stress = (amplitude: number): number => {
    const result = emt(strainStructure(structure, voigtStrain(by, amplitude)));
    if (!result.ok) throw new Error('no stress');
    return result.value.stress![of]!;
  };
  const h = 1e-4;
  return (GPA * (stress(h) - stress(-h))) / (2 * h);
}

describe('stress of strained cells', () => {
  // a0 (Å), C11, C12, C44 (GPa) of ASE 3.29's EMT.
  it.each([
    ['Al', 3.9943, 53.32, 32.89, 36.2],
    ['Cu', 3.5898, 172.59, 115.43, 89.9],
    ['Ni', 3.4871, 230.75, 148.78, 146.96],
  ])('gives the elastic constants of %s within 0.5 %%', (symbol, a, c11, c12, c44) => {
    for (const [constant, pair] of [
      [c11, [0, 'xx']],
      [c12, [1, 'xx']],
      [c44, [3, 'yz']],
      [c11, [2, 'zz']],
      [c44, [5, 'xy']],
    ] as const) {
      expect(Math.abs(stiffness(symbol, a, pair) / constant - 1)).toBeLessThan(0.005);
    }
  });
});

it('strains keep volume and metric as they must, to 1e-12', () => {
  const amount = fc.double({ min: -0.2, max: 0.2, noNaN: true });
  const six = fc.tuple(amount, amount, amount, amount, amount, amount);
  const system = { composition: { Cu: 1 }, crystal_structure: 'hcp' as const };
  const lattice = { lattice_constants: { a: 2.5, c: 4.1 } };
  const { structure } = crystalBase({ ...system, ...lattice }, [1, 1, 1], 0);
  fc.assert(
    fc.property(six, ([xx, yy, zz, yz, xz, xy]) => {
      const eps = Float64Array.of(xx, xy, xz, xy, yy, yz, xz, yz, zz);
      const plus = eps.map((x, i) => x + (i % 4 === 0 ? 1 : 0));
      const strained = strainStructure(structure, eps);
      const ratio = cellDeterminant(strained.cell) / cellDeterminant(structure.cell);
      expect(Math.abs(ratio - cellDeterminant(plus))).toBeLessThan(1e-12);
      // metric: G' = A (1 + eps)^2 A^T
      const metric = (cell: Float64Array, square: Float64Array) => {
        const left = timesMatrix(cell, square);
        return [0, 3, 6].flatMap((i) =>
          [0, 3, 6].map((j) => [0, 1, 2].reduce((s, k) => s + left[i + k]! * cell[j + k]!, 0)),
        );
      };
      const unit = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);
      const expected = metric(structure.cell, timesMatrix(plus, plus));
      metric(strained.cell, unit).forEach((x, i) => {
        expect(Math.abs(x - expected[i]!)).toBeLessThan(1e-12 * 20);
      });
      if (Math.abs(ratio) < 0.1) return;
      const before = toFractional(structure.positions, structure.cell);
      toFractional(strained.positions, strained.cell).forEach((x, i) => {
        expect(Math.abs(x - before[i]!)).toBeLessThan(1e-12);
      });
    }),
  );
});
