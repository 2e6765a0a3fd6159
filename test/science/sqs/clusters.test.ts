import { describe, expect, it } from 'vitest';
import { clusterOrbits, shellDistances } from '../../../science/sqs/clusters.ts';
import { latticeSites } from '../../../science/sqs/lattice-sites.ts';
import { parentLattice } from '../../../science/sqs/parent-lattice.ts';
import { binary, crystal, lattice } from './lattices.ts';

/** `neighbours of a site` by orbit: a pair is counted once, and seen from both ends. */
const coordination = (parent: ReturnType<typeof lattice>, shells: number): number[] =>
  clusterOrbits(parent, { shells, triplets: 0 }).map(
    ({ clusters }) => (2 * clusters.length) / (parent.mixed.length / 3),
  );

describe('shells of a lattice', () => {
  it('of fcc and bcc have the distances and numbers of neighbours of the literature', () => {
    const fcc = [Math.SQRT1_2, 1, 1.2247, Math.SQRT2, 1.5811, 1.7321, 1.8708];
    const bcc = [0.866, 1, Math.SQRT2, 1.6583, 1.7321, 2];
    for (const [i, d] of shellDistances(lattice('fcc'), 7).entries())
      expect(d).toBeCloseTo(fcc[i]!, 4);
    for (const [i, d] of shellDistances(lattice('bcc'), 6).entries())
      expect(d).toBeCloseTo(bcc[i]!, 4);
    expect(coordination(lattice('fcc'), 7)).toEqual([12, 6, 24, 12, 24, 8, 48]);
    expect(coordination(lattice('bcc'), 6)).toEqual([8, 6, 12, 24, 8, 6]);
  });

  it('of ideal hcp are two orbits where symmetry does not join neighbours at one distance', () => {
    expect(coordination(lattice('hcp'), 4).slice(0, 4)).toEqual([6, 6, 6, 2]);
    const shells = clusterOrbits(lattice('hcp'), { shells: 4, triplets: 0 }).map(
      (o) => o.shells[0],
    );
    expect(shells).toEqual([1, 1, 2, 3, 4, 4]);
  });

  it('of fcc beyond the eighth are two orbits of one distance: 330 and 411', () => {
    const last = clusterOrbits(lattice('fcc'), { shells: 9, triplets: 0 }).filter(
      ({ shells }) => shells[0] === 9,
    );
    expect(last.map(({ clusters }) => 2 * clusters.length).sort((a, b) => a - b)).toEqual([12, 24]);
  });

  it('of a mixed sublattice are its own: fcc in B1, simple cubic in B2', () => {
    const of = (kind: 'B1' | 'B2') => {
      const structure = binary(kind);
      return parentLattice(latticeSites(structure, (atom) => structure.numbers[atom] === 11));
    };
    expect(coordination(of('B1'), 4)).toEqual([12, 6, 24, 12]);
    expect(coordination(of('B2'), 4)).toEqual([6, 12, 8, 6]);
    expect(Array.from(of('B2').kept.numbers)).toEqual([17]);
  });

  it('do not depend on the cell that the crystal is given in', () => {
    const { cell, positions, numbers, periodic } = crystal('bcc');
    const skewed = cell.map((x, k) => (k >= 6 ? x + 3 * cell[k - 6]! - 2 * cell[k - 3]! : x));
    const parent = parentLattice(
      latticeSites({ cell: skewed, positions, numbers, periodic }, () => true),
    );
    expect(parent.mixed.length).toBe(3);
    expect(coordination(parent, 6)).toEqual([8, 6, 12, 24, 8, 6]);
  });
});

describe('triplets', () => {
  it('of fcc nearest neighbours: 8 triangles an atom, all alike', () => {
    const [first, second] = clusterOrbits(lattice('fcc'), { shells: 1, triplets: 2 }).slice(1);
    expect(first).toMatchObject({ shells: [1, 1, 1] });
    expect([first!.clusters.length, first!.permutations.length]).toEqual([8, 6]);
    expect(second).toMatchObject({ shells: [1, 1, 2] });
    expect([second!.clusters.length, second!.permutations.length]).toEqual([12, 2]);
  });

  it('of hcp are three orbits at one distance: over octahedra, over tetrahedra, and upright', () => {
    const orbits = clusterOrbits(lattice('hcp'), { shells: 1, triplets: 1 }).slice(2);
    expect(orbits.map(({ clusters }) => clusters.length)).toEqual([12, 2, 2]);
  });
});
