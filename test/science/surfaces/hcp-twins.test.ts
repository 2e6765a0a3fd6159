import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { invertCell, timesMatrix } from '../../../science/cell.ts';
import { nearestDistance } from '../../../science/nearest.ts';
import { neighbourList } from '../../../science/neighbours.ts';
import type { Structure } from '../../../science/structure.ts';
import type { Miller } from '../../../science/surfaces/miller.ts';
import { planeArea } from '../../../science/surfaces/plane-basis.ts';
import { shuffledTwin, twinOf } from '../../../science/surfaces/twins.ts';
import { type CrystalSymmetry, crystalSymmetry } from '../../../science/symmetry.ts';
import { absent, componentPath } from '../../support/component.ts';
import { crystal } from '../bulk-crystals.ts';
import { cutCrystal } from './cut-crystal.ts';

const A = 3;
const PLANES = {
  '10-12': [1, 0, 2],
  '10-11': [1, 0, 1],
  '11-21': [1, 1, 1],
  '11-22': [1, 1, 2],
} as const;
type Plane = keyof typeof PLANES;
const names = Object.keys(PLANES) as Plane[];

/** Axial ratios of metals at room temperature. */
const RATIOS = { Be: 1.568, Ti: 1.587, Zr: 1.593, Mg: 1.624, Zn: 1.856, Cd: 1.886 };

const REPEATS = 8;

function twinAt(ratio: number, plane: Plane, repeats = REPEATS) {
  const bulk = crystal('hcp', { a: A, c: ratio * A }, [22]);
  const { layers } = cutCrystal(bulk, PLANES[plane] as Miller);
  const made = shuffledTwin(layers, repeats);
  if (!made) throw new Error(`no twin at ${plane} for c/a ${ratio}`);
  return { ...made, layers, bulk, isRigid: twinOf(layers, repeats) !== undefined };
}

/** Atoms and their images as places in the cell: the same for the same structure, however it is written. */
const inCell = (positions: ArrayLike<number>, cell: Float64Array): number[][] => {
  const fractional = timesMatrix(positions, invertCell(cell));
  return Array.from({ length: fractional.length / 3 }, (_, i) =>
    Array.from(fractional.subarray(3 * i, 3 * i + 3), (x) => x - Math.floor(x + 1e-7)),
  );
};

/** The largest distance, Å, by which the atoms of one list miss those of the other, one to one. */
function missed(ours: Structure, moved: Float64Array): number {
  const { cell, positions } = ours;
  const free = inCell(positions, cell);
  let worst = 0;
  for (const place of inCell(moved, cell)) {
    const off = free.map((other) => {
      const gap = other.map((x, d) => x - place[d]! - Math.round(x - place[d]!));
      const [x, y, z] = timesMatrix(gap, cell);
      return Math.hypot(x!, y!, z!);
    });
    const at = off.indexOf(Math.min(...off));
    worst = Math.max(worst, off[at]!);
    free.splice(at, 1);
  }
  return worst;
}

/** The c axis of the crystal at a height: the one direction in which two atoms are just c apart. */
function cAxis({ positions, cell }: Structure, height: number, c: number): number[] {
  const atoms = Array.from({ length: positions.length / 3 }, (_, i) => i);
  const off = (i: number): number => Math.abs(positions[3 * i + 2]! - height);
  const centre = atoms.reduce((best, i) => (off(i) < off(best) ? i : best));
  const found: number[][] = [];
  for (const i of atoms) {
    for (let u = -3; u <= 3; u++) {
      for (let v = -3; v <= 3; v++) {
        const way = [0, 1, 2].map(
          (d) =>
            positions[3 * i + d]! - positions[3 * centre + d]! + u * cell[d]! + v * cell[3 + d]!,
        );
        if (way[2]! >= 0 && Math.abs(Math.hypot(...way) - c) < 1e-9 * c) found.push(way);
      }
    }
  }
  expect(found).toHaveLength(1);
  return found[0]!.map((x) => x / c);
}

/** Degrees between two axes. */
const between = (a: readonly number[], b: readonly number[]): number => {
  const cosine = Math.abs(a.reduce((sum, x, d) => sum + x * b[d]!, 0));
  return (Math.acos(Math.min(1, cosine)) * 180) / Math.PI;
};

describe('twins of hcp', () => {
  it.each([
    // The misorientations by which electron diffraction tells the twins of titanium apart; those of Mg and Zn.
    ['10-12', 1.587, 85],
    ['10-11', 1.587, 57],
    ['11-21', 1.587, 35],
    ['11-22', 1.587, 64],
    ['10-12', 1.624, 86],
    ['10-12', 1.856, 86],
  ] as const)('at {%s}, c/a %d: the c axes meet at %d degrees', (plane, ratio, degrees) => {
    const { structure } = twinAt(ratio, plane, 16);
    const height = structure.cell[8]!;
    const [lower, upper] = [0.25, 0.75].map((at) => cAxis(structure, at * height, ratio * A));
    const angle = between(lower!, upper!);
    expect(Math.round(angle)).toBe(degrees);
    // The angle of c to its mirror image, from the indices: tan(normal, c) = 2 c sqrt(h^2 + hk + k^2) / (sqrt(3) a l).
    const [h, k, l] = PLANES[plane];
    const tilt = Math.atan((2 * ratio * Math.sqrt(h * h + h * k + k * k)) / (Math.sqrt(3) * l));
    const folded = Math.min(2 * tilt, Math.PI - 2 * tilt);
    expect(angle).toBeCloseTo((folded * 180) / Math.PI, 5);
  });

  it('are mirrored into themselves, for any axial ratio; no two atoms are too near, and none is lost', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.double({ min: 1.5, max: 1.95, noNaN: true }),
        fc.integer({ min: 5, max: 9 }),
        (plane, ratio, repeats) => {
          const {
            structure,
            bulk,
            layers,
            shift = [0, 0],
            ...twin
          } = twinAt(ratio, plane, repeats);
          expect(twin.isRigid).toBe(false);
          expect(structure.numbers.length).toBe(2 * repeats * bulk.numbers.length);
          // The plane is that of the crystal, unstrained; what the cell is higher is the opening.
          expect(structure.cell.slice(0, 6)).toEqual(layers.basis.cell.slice(0, 6));
          const height = 2 * repeats * layers.basis.spacing + 2 * (twin.opening ?? 0);
          expect(structure.cell[8]).toBeCloseTo(height, 9);
          expect(nearestDistance(structure)! / nearestDistance(bulk)!).toBeGreaterThan(0.9 - 1e-9);
          const image = structure.positions.map((x, k) => (k % 3 === 2 ? -x : x + shift[k % 3]!));
          expect(missed(structure, image)).toBeLessThan(1e-8);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('leave the crystal as it is but for two planes beside each boundary', () => {
    for (const plane of names) {
      const { structure, layers, opening = 0 } = twinAt(RATIOS.Mg, plane);
      const { positions, cell } = structure;
      const middle = cell[8]! / 4;
      const { squared } = neighbourList(layers.unit, 1.2 * A);
      const bulk =
        Math.round(squared.reduce((sum, x) => sum + x, 0) * 1e6) / layers.unit.numbers.length;
      const list = neighbourList(structure, 1.2 * A);
      const own = (i: number): number => {
        const some = list.squared.slice(list.first[i]!, list.first[i + 1]!);
        return Math.round(some.reduce((sum, x) => sum + x, 0) * 1e6);
      };
      const reach = 1.2 * A + opening;
      const inside = Array.from(structure.numbers, (_, i) => i).filter(
        (i) => Math.abs(positions[3 * i + 2]! - middle) < middle - reach,
      );
      expect(inside.length).toBeGreaterThan(2);
      for (const i of inside) expect(Math.abs(own(i) - bulk)).toBeLessThan(10);
    }
  });

  it('at {10-12} and {10-11} keep twelve neighbours on average, eleven to thirteen each, with two planes made one', () => {
    for (const ratio of [RATIOS.Be, RATIOS.Ti, RATIOS.Zr, RATIOS.Mg]) {
      for (const plane of ['10-12', '10-11'] as const) {
        const { structure, mirror, opening, shift } = twinAt(ratio, plane);
        expect({ mirror, opening, shift }).toEqual({ mirror: 'two planes made one' });
        const { first } = neighbourList(structure, 1.2 * A);
        const counts = Array.from(structure.numbers, (_, i) => first[i + 1]! - first[i]!);
        expect(counts.reduce((sum, x) => sum + x, 0)).toBe(12 * counts.length);
        for (const count of counts) expect(Math.abs(count - 12)).toBeLessThanOrEqual(1);
      }
    }
    // {11-21} is a glide mirror, {11-22} the rigid mirror, both a little opened.
    expect(twinAt(RATIOS.Ti, '11-21')).toMatchObject({ mirror: 'cut' });
    expect(twinAt(RATIOS.Ti, '11-21').shift).toHaveLength(2);
    expect(twinAt(RATIOS.Ti, '11-22')).toMatchObject({ mirror: 'plane', opening: 0.15 });
  });
});

const script = fileURLToPath(new URL('../../../python/check_twins.py', import.meta.url));

it.skipIf(absent('ase'))(
  'are what spglib and ASE make of them',
  () => {
    const cases = Object.entries(RATIOS).flatMap(([metal, ratio]) =>
      names.map((plane) => {
        const { structure } = twinAt(ratio, plane, 16);
        const { spaceGroup, representative } = crystalSymmetry(structure) as CrystalSymmetry;
        return {
          name: `${metal} {${plane}}`,
          a: A,
          c: ratio * A,
          plane: PLANES[plane],
          cell: [...structure.cell],
          positions: [...structure.positions],
          space_group: spaceGroup,
          orbits: new Set(representative).size,
          nearest: nearestDistance(structure),
          area: planeArea(structure.cell),
        };
      }),
    );
    const { stdout, stderr } = spawnSync(componentPath('ase'), ['-W', 'ignore', script], {
      input: JSON.stringify(cases),
      encoding: 'utf8',
    });
    const differing = stdout.split('\n').filter((line) => !line.endsWith('the same'));
    expect([...differing, stderr].join('\n').trim()).toBe('');
    expect(stdout).toContain(`${cases.length} of ${cases.length} cases the same`);
  },
  300_000,
);
