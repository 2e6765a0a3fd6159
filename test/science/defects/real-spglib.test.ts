import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { type Direction, dumbbells } from '../../../science/defects/dumbbells.ts';
import { interstitialSites } from '../../../science/defects/interstitial-sites.ts';
import { pairOrbits } from '../../../science/defects/pair-orbits.ts';
import { strainStructure, voigtStrain } from '../../../science/strain.ts';
import type { Structure } from '../../../science/structure.ts';
import { repeatStructure } from '../../../science/supercell.ts';
import { type CrystalSymmetry, crystalSymmetry } from '../../../science/symmetry.ts';
import { absent, componentPath } from '../../support/component.ts';
import { crystal, crystals, inCell } from '../bulk-crystals.ts';

const script = fileURLToPath(new URL('../../../python/check_orbits.py', import.meta.url));

/** A solid solution on fcc sites, decorated by a fixed rule that leaves no symmetry. */
const solution = (repeats: readonly [number, number, number]): Structure => {
  const structure = crystal('fcc', { a: 3.8 }, [29], repeats);
  let state = 7;
  const numbers = structure.numbers.map(() => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state > 1e9 ? 29 : 79;
  });
  return { ...structure, numbers };
};

const cases: readonly (readonly [string, Structure])[] = [
  ...Object.entries(crystals).flatMap(([name, { primitive, conventional }]) => [
    [`${name} primitive`, primitive] as const,
    [`${name} conventional`, conventional] as const,
    [`${name} 2x2x2`, repeatStructure(conventional, [2, 2, 2])] as const,
  ]),
  ['Mg', crystal('hcp', { a: 3.2093, c: 5.2107 }, [12], [2, 2, 2])],
  ['zincblende', crystal('diamond', { a: 5.65 }, [31, 31, 31, 31, 33, 33, 33, 33])],
  ['L1_0', crystal('fcc', { a: 3.9 }, [29, 29, 79, 79])],
  ['stretched bcc', strainStructure(crystals.bcc.conventional, voigtStrain('zz', 0.06))],
  [
    'rutile',
    inCell(
      [4.594, 0, 0, 0, 4.594, 0, 0, 0, 2.959],
      [
        0, 0, 0, 0.5, 0.5, 0.5, 0.305, 0.305, 0, 0.695, 0.695, 0, 0.195, 0.805, 0.5, 0.805, 0.195,
        0.5,
      ],
      [22, 22, 8, 8, 8, 8],
    ),
  ],
  ['a solid solution of 16', solution([1, 2, 2])],
];

/** Pairs up to the third shell or so, and dumbbells, in cells that show them. */
const LIMITS: { readonly [name: string]: readonly [limit: number, direction: Direction] } = {
  'fcc 2x2x2': [3.9, [1, 0, 0]],
  'bcc 2x2x2': [2.95, [1, 1, 0]],
  'diamond 2x2x2': [4.6, [1, 1, 0]],
  'B1 2x2x2': [5, [1, 1, 1]],
  'L1_2 2x2x2': [3.5, [1, 0, 0]],
  'B2 2x2x2': [2.8, [1, 1, 0]],
};

const pairsAndDumbbells = (name: string, structure: Structure, symmetry: CrystalSymmetry) => {
  const [limit, direction] = LIMITS[name] ?? [];
  if (limit === undefined || direction === undefined) return {};
  const pairs = pairOrbits(structure, symmetry, limit).orbits;
  return { limit, pairs, dumbbells: dumbbells(structure, symmetry, direction) };
};

/** Asks real spglib about all cases at once. */
it.skipIf(absent('ase'))(
  'orbits of atoms, pairs, dumbbells and interstitial sites are those of spglib and of a Voronoi diagram by scipy',
  () => {
    const input = cases.map(([name, structure]) => {
      const symmetry = crystalSymmetry(structure) as CrystalSymmetry;
      return {
        name,
        cell: [...structure.cell],
        positions: [...structure.positions],
        numbers: [...structure.numbers],
        representative: symmetry.representative,
        sites: interstitialSites(structure, symmetry, 0).sites,
        ...pairsAndDumbbells(name, structure, symmetry),
      };
    });
    const { stdout, stderr } = spawnSync(componentPath('ase'), ['-W', 'ignore', script], {
      input: JSON.stringify(input),
      encoding: 'utf8',
    });
    const differing = stdout.split('\n').filter((line) => !line.endsWith('the same'));
    expect([...differing, stderr].join('\n').trim()).toBe('');
    expect(stdout.split(' of dumbbells').length - 1).toBe(Object.keys(LIMITS).length);
    expect(stdout).toContain(`${cases.length} of ${cases.length} cases the same`);
  },
  300_000,
);
