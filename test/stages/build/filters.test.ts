import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timesMatrix } from '../../../science/cell.ts';
import type { Structure } from '../../../science/structure.ts';
import { repeatStructure } from '../../../science/supercell.ts';
import { equivalents } from '../../../stages/build/filters/equivalent.ts';
import { minimumDistance } from '../../../stages/build/filters/minimum-distance.ts';
import { resolveBuild } from '../../../stages/build/resolve.ts';
import { build } from './fake-context.ts';

const CU = { elements: ['Cu'], crystal_structure: 'fcc', lattice_constants: { a: 3.6 } };
const B2: Structure = {
  numbers: Int32Array.of(28, 13),
  positions: Float64Array.of(0, 0, 0, 1.44, 1.44, 1.44),
  cell: Float64Array.of(2.88, 0, 0, 0, 2.88, 0, 0, 0, 2.88),
  periodic: [true, true, true],
};

describe('filters', () => {
  it('reject by distance, volume and number of atoms, each counted', async () => {
    const { rejected } = await build({
      system: CU,
      distortion: { strains: [-0.1, 0, 0.1] },
      defects: { vacancies: true },
      filters: { min_distance: 2.4, volume_per_atom: [5, 15], number_of_atoms: [32, 32] },
    });
    // a/sqrt2 = 2.546 Å: 2.29 at -10 %; 11.66 Å^3 an atom: 15.5 at +10 %; the vacancies have 31 atoms.
    expect(rejected).toEqual({
      kept: 1,
      rejected: {
        'nearer than filters.min_distance': 1,
        'outside filters.volume_per_atom': 1,
        'outside filters.number_of_atoms': 3,
      },
    });
  });

  it('know the pair of elements of a distance', () => {
    // Ni-Al 2.494 Å, Ni-Ni and Al-Al 2.88 Å
    expect(minimumDistance({ 'Al-Ni': 2.49, Ni: 2.87, Al: 2.87 })(B2)).toBeUndefined();
    expect(minimumDistance({ 'Al-Ni': 2.5 })(B2)).toBe('nearer than filters.min_distance');
    expect(minimumDistance({ 'Ni-Ni': 2.89 })(B2)).toBe('nearer than filters.min_distance');
    expect(minimumDistance({ Cu: 9 })(B2)).toBeUndefined();
  });

  it('are checked, and do nothing at their defaults', () => {
    const issue = (filters: object) => {
      const result = resolveBuild({ system: CU, filters } as never);
      return result.ok ? Object.keys(result.value.with) : result.error.map(({ path }) => path);
    };
    expect(issue({ min_distance: { 'Cu-X': 1 } })).toEqual([['filters', 'min_distance', 'Cu-X']]);
    expect(issue({ volume_per_atom: [2, 1] })).toEqual([['filters', 'volume_per_atom']]);
    expect(issue({ equivalent: 0 })).not.toContain('filters');
    expect(issue({})).not.toContain('filters');
  });
});

describe('equivalent structures', () => {
  const big = repeatStructure(B2, [2, 2, 1]);

  it('are known in another orientation, origin and order', () => {
    const angle = fc.double({ min: 0, max: 6.28, noNaN: true });
    const shift = fc.tuple(angle, angle, angle);
    fc.assert(
      fc.property(angle, shift, fc.nat(), (phi, by, turn) => {
        const filter = equivalents(0.001);
        const noisy = Float64Array.from(big.positions, (x, i) => x + 0.1 * Math.sin(12.9 * i * i));
        const first = { ...big, positions: noisy };
        const [c, s] = [Math.cos(phi), Math.sin(phi)];
        const rotation = Float64Array.of(c, s, 0, -s, c, 0, 0, 0, 1);
        const n = big.numbers.length;
        const order = Array.from({ length: n }, (_, i) => (i + turn) % n);
        const moved = timesMatrix(noisy, rotation).map((x, i) => x + by[i % 3]!);
        const other = {
          ...first,
          cell: timesMatrix(big.cell, rotation),
          numbers: Int32Array.from(order, (i) => big.numbers[i]!),
          positions: Float64Array.from(order.flatMap((i) => [...moved.slice(3 * i, 3 * i + 3)])),
        };
        expect(filter(first)).toBeUndefined();
        expect(filter(other)).toBe('equivalent to another within filters.equivalent');
      }),
      { numRuns: 30 },
    );
  });

  it('are told from those with another atom moved or exchanged', () => {
    const filter = equivalents(0.01);
    const moved = Float64Array.from(big.positions);
    moved[0]! += 0.05;
    const exchanged = Int32Array.from(big.numbers);
    [exchanged[0], exchanged[1]] = [exchanged[1]!, exchanged[0]!];
    expect(filter(big)).toBeUndefined();
    expect(filter({ ...big, positions: moved })).toBeUndefined();
    expect(filter({ ...big, numbers: exchanged })).toBeUndefined();
    expect(filter(big)).toBe('equivalent to another within filters.equivalent');
  });

  it('reduces the six Voigt strains of a cubic crystal to the two that differ', async () => {
    const { items, rejected } = await build({
      system: CU,
      distortion: { voigt_strains: [0.02] },
      filters: { equivalent: 0.001 },
    });
    expect(items.map(({ attributes }) => attributes.operation)).toEqual([
      undefined,
      'strain xx 0.02',
      'strain yz 0.02',
    ]);
    expect(rejected.rejected).toEqual({ 'equivalent to another within filters.equivalent': 4 });
  });
});
