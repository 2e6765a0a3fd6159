import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { Structure } from '../../../science/structure.ts';
import type { Miller } from '../../../science/surfaces/miller.ts';
import { planeArea } from '../../../science/surfaces/plane-basis.ts';
import { slabsOf } from '../../../science/surfaces/slabs.ts';
import { absent, componentPath } from '../../support/component.ts';
import { crystal } from '../bulk-crystals.ts';
import { cutCrystal, energy, excess, metals } from './cut-crystal.ts';

const script = fileURLToPath(new URL('../../../python/check_surfaces.py', import.meta.url));

const slab = (structure: Structure, plane: Miller, planes: number, which = 0): Structure => {
  const { layers } = cutCrystal(structure, plane);
  return slabsOf(layers, { thickness: 0, planes, vacuum: 12 })[which]!.structure;
};

const caseOf = (
  name: string,
  structure: Structure,
  builder: string | null,
  given: object,
  gamma?: number,
) => ({
  name,
  builder,
  arguments: given,
  cell: [...structure.cell],
  positions: [...structure.positions],
  numbers: [...structure.numbers],
  energy: energy(structure),
  ...(gamma !== undefined && { gamma }),
});

const FCC_PLANES = { fcc111: [1, 1, 1], fcc100: [1, 0, 0], fcc110: [1, 1, 0] } as const;

/** (111), (100) and (110) of each metal, and its crystal in ideal hcp stacking. */
const metalCases = Object.entries(metals).flatMap(([symbol, { z, a }]) => {
  const fcc = crystal('fcc', { a }, [z]);
  const bulk = energy(fcc) / 4;
  const nearest = a / Math.SQRT2;
  const hcp = crystal('hcp', { a: nearest, c: nearest * Math.sqrt(8 / 3) }, [z]);
  return [
    ...Object.entries(FCC_PLANES).map(([builder, plane]) => {
      const made = slab(fcc, plane, 9);
      const given = { symbol, size: [1, 1, 9], a, vacuum: 6 };
      return caseOf(`${symbol} ${builder}`, made, builder, given, excess(made, bulk) / 2);
    }),
    caseOf(`${symbol} hcp`, hcp, null, {}),
  ];
});

const cases = () => {
  const bcc = crystal('bcc', { a: 3 }, [29]);
  const hcp = crystal('hcp', { a: 2.6, c: 4.3 }, [29]);
  const diamond = crystal('diamond', { a: 5 }, [28]);
  return [
    ...metalCases,
    caseOf('bcc110', slab(bcc, [1, 1, 0], 6), 'bcc110', {
      symbol: 'Cu',
      size: [1, 1, 6],
      a: 3,
      vacuum: 6,
    }),
    caseOf('bcc100', slab(bcc, [1, 0, 0], 7), 'bcc100', {
      symbol: 'Cu',
      size: [1, 1, 7],
      a: 3,
      vacuum: 6,
    }),
    caseOf('hcp0001', slab(hcp, [0, 0, 1], 7), 'hcp0001', {
      symbol: 'Cu',
      size: [1, 1, 7],
      a: 2.6,
      c: 4.3,
      vacuum: 6,
    }),
    caseOf('diamond111', slab(diamond, [1, 1, 1], 6, 1), 'diamond111', {
      symbol: 'Ni',
      size: [1, 1, 6],
      a: 5,
      vacuum: 6,
    }),
  ];
};

it.skipIf(absent('ase'))(
  "slabs are those of ASE's builders, their energies and surface energies ASE's EMT's",
  () => {
    const input = cases();
    const { stdout, stderr } = spawnSync(componentPath('ase'), ['-W', 'ignore', script], {
      input: JSON.stringify(input),
      encoding: 'utf8',
    });
    const differing = stdout.split('\n').filter((line) => !line.endsWith('the same'));
    expect([...differing, stderr].join('\n').trim()).toBe('');
    expect(stdout).toContain(`${input.length} of ${input.length} cases the same`);
  },
  300_000,
);

it('the areas are those of the planes', () => {
  const area = (plane: Miller): number => {
    const made = slab(crystal('fcc', { a: 4 }, [29]), plane, 5);
    return planeArea(made.cell);
  };
  expect(area([1, 0, 0])).toBeCloseTo(8, 10);
  expect(area([1, 1, 0])).toBeCloseTo(16 / Math.SQRT2, 10);
  expect(area([1, 1, 1])).toBeCloseTo(4 * Math.sqrt(3), 10);
});
