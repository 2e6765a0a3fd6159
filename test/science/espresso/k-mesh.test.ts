import { describe, expect, it } from 'vitest';
import { kMesh } from '../../../science/espresso/k-mesh.ts';

const cube = (a: number) => Float64Array.of(a, 0, 0, 0, a, 0, 0, 0, a);
const all = [true, true, true] as const;

describe('a mesh of k-points from a spacing', () => {
  it.each([
    // 2π/4.05 = 1.5514: VASP's KSPACING rule, N = max(1, ceil(|b|/spacing)).
    [4.05, 0.25, 7],
    [4.05, 0.4, 4],
    [8.1, 0.4, 2],
    [4.05, 2, 1],
    // Met but for rounding: 2π/(2π) = 1.
    [6.283185307179586, 0.5, 2],
  ])('of a cube of %d Å at %d', (a, spacing, n) =>
    expect(kMesh({ cell: cube(a), periodic: all }, spacing)).toEqual([n, n, n]),
  );

  it('has one point along a direction that is not periodic, and follows the reciprocal cell', () => {
    const hexagonal = Float64Array.of(3, 0, 0, -1.5, 1.5 * Math.sqrt(3), 0, 0, 0, 20);
    // |b1| = |b2| = 2π·2/(3√3) = 2.418.
    expect(kMesh({ cell: hexagonal, periodic: [true, true, false] }, 0.3)).toEqual([9, 9, 1]);
  });
});
