import { describe, expect, it } from 'vitest';
import { interstitialSites } from '../../../science/defects/interstitial-sites.ts';
import type { Structure } from '../../../science/structure.ts';
import { repeatStructure } from '../../../science/supercell.ts';
import { type CrystalSymmetry, crystalSymmetry } from '../../../science/symmetry.ts';
import { crystals } from '../bulk-crystals.ts';

const symmetryOf = (structure: Structure): CrystalSymmetry =>
  crystalSymmetry(structure) as CrystalSymmetry;

const sitesOf = (structure: Structure) => interstitialSites(structure, symmetryOf(structure)).sites;

/**
 * By primitive cell: how many of its atoms there are, how many orbits of vacancies, and the
 * interstitial orbits [multiplicity, neighbours, distance]. The numbers are those of a Voronoi
 * diagram and spglib (facts/domain.md 4.3); the fixed points of faces beside them follow from
 * geometry: the octahedral site of bcc, a/2 from two atoms.
 */
const TABLE = {
  fcc: {
    atoms: 1,
    vacancies: 1,
    vertices: [
      [2, 4, 1.7321],
      [1, 6, 2],
    ],
    faces: [],
  },
  bcc: { atoms: 1, vacancies: 1, vertices: [[6, 4, 1.6771]], faces: [[3, 2, 1.5]] },
  hcp: {
    atoms: 2,
    vacancies: 1,
    vertices: [
      [4, 4, 1.8371],
      [2, 6, 2.1213],
    ],
    faces: [],
  },
  diamond: {
    atoms: 2,
    vacancies: 1,
    vertices: [
      [2, 4, 2.3513],
      [4, 6, 2.2512],
    ],
    faces: [],
  },
  B1: { atoms: 2, vacancies: 2, vertices: [[2, 8, 2.4422]], faces: [] },
  B2: {
    atoms: 2,
    vacancies: 2,
    vertices: [[12, 4, 1.6211]],
    faces: [
      [3, 2, 1.45],
      [3, 2, 1.45],
    ],
  },
  L1_2: {
    atoms: 4,
    vacancies: 2,
    vertices: [
      [8, 4, 1.5459],
      [1, 6, 1.785],
      [3, 6, 1.785],
    ],
    faces: [],
  },
} as const;

const cases = (Object.keys(TABLE) as (keyof typeof TABLE)[]).flatMap((name) => {
  const { primitive, conventional } = crystals[name];
  return [
    [name, 'primitive', primitive],
    [name, 'conventional', conventional],
    [name, '2x2x2', repeatStructure(conventional, [2, 2, 2])],
    [name, '1x2x3', repeatStructure(primitive, [1, 2, 3])],
  ] as const;
});

describe('the orbits of facts/domain.md 4.3', () => {
  it.each(cases)('%s, %s cell', (name, _, structure) => {
    const { atoms, vacancies, vertices, faces } = TABLE[name];
    const copies = structure.numbers.length / atoms;
    expect(new Set(symmetryOf(structure).representative).size).toBe(vacancies);
    const found = (place: string) =>
      sitesOf(structure)
        .filter((site) => site.place === place)
        .map((s) => [s.multiplicity, s.neighbours, Math.round(s.radius * 1e4) / 1e4])
        .sort((a, b) => a[1]! - b[1]! || a[0]! - b[0]!);
    const wanted = (orbits: readonly (readonly number[])[]) =>
      orbits
        .map(([multiplicity, neighbours, radius]) => [multiplicity! * copies, neighbours, radius])
        .sort((a, b) => a[1]! - b[1]! || a[0]! - b[0]!);
    expect(found('vertex')).toEqual(wanted(vertices));
    expect(found('face')).toEqual(wanted(faces));
    expect(found('edge')).toEqual([]);
  });

  it('a 2x2x2 fcc supercell has one vacancy and 64 tetrahedral and 32 octahedral places', () => {
    const structure = repeatStructure(crystals.fcc.conventional, [2, 2, 2]);
    expect(new Set(symmetryOf(structure).representative)).toEqual(new Set([0]));
    expect(sitesOf(structure).map((site) => site.multiplicity)).toEqual([32, 64]);
  });
});
