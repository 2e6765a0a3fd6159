import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AceEvaluator, evaluateAce, prepareEvaluator } from '../../../science/ace/evaluate.ts';
import { missingElements } from '../../../science/ace/potential.ts';
import { parseYace } from '../../../science/ace/yace.ts';
import { cellVolume } from '../../../science/cell.ts';
import type { Structure } from '../../../science/structure.ts';
import {
  crystal,
  mapped,
  moved,
  numbersFrom,
  randomCluster,
  randomCrystal,
  randomPotential,
} from './samples.ts';

const { potential } = randomPotential(['Al', 'Ni'], 4, 100, 9);
const linear = prepareEvaluator(potential);
const seeds = fc.integer({ min: 1, max: 100000 });
const symbols = ['Al', 'Ni', 'Ni', 'Al', 'Al'];

/** A rotation from three random numbers, improper where `flip`. */
function rotation(seed: number, flip: boolean): number[] {
  const next = numbersFrom(seed);
  const [a, b, c, d] = [next() - 0.5, next() - 0.5, next() - 0.5, next() - 0.5];
  const s = 2 / (a * a + b * b + c * c + d * d);
  const q = [
    1 - s * (c * c + d * d),
    s * (b * c - a * d),
    s * (b * d + a * c),
    s * (b * c + a * d),
    1 - s * (b * b + d * d),
    s * (c * d - a * b),
    s * (b * d - a * c),
    s * (c * d + a * b),
    1 - s * (b * b + c * c),
  ];
  return flip ? q.map((x) => -x) : q;
}

const times = (m: readonly number[], v: readonly number[]): number[] =>
  [0, 1, 2].map((i) => m[3 * i]! * v[0]! + m[3 * i + 1]! * v[1]! + m[3 * i + 2]! * v[2]!);

test('rotation and reflection turn the forces and leave the energies', () => {
  fc.assert(
    fc.property(seeds, fc.boolean(), (seed, flip) => {
      const structure = randomCrystal(symbols, seed);
      const matrix = rotation(seed, flip);
      const before = evaluateAce(linear, structure);
      const after = evaluateAce(
        linear,
        mapped(structure, (v) => times(matrix, v)),
      );
      expect(after.energy).toBeCloseTo(before.energy, 8);
      before.atomEnergies.forEach((e, i) => {
        expect(after.atomEnergies[i]).toBeCloseTo(e, 8);
        const turned = times(matrix, [...before.forces.subarray(3 * i, 3 * i + 3)]);
        turned.forEach((f, x) => {
          expect(after.forces[3 * i + x]).toBeCloseTo(f, 7);
        });
      });
    }),
    { numRuns: 15 },
  );
});

test('translation changes nothing, permutation only the order', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const structure = randomCrystal(symbols, seed);
      const next = numbersFrom(seed + 1);
      const shift = [20 * next(), -30 * next(), next()];
      const before = evaluateAce(linear, structure);
      const order = [3, 0, 4, 1, 2];
      const changed = crystal(
        order.map((i) => symbols[i]!),
        order.flatMap((i) => shift.map((s, x) => structure.positions[3 * i + x]! + s)),
        [...structure.cell],
        structure.periodic,
      );
      const after = evaluateAce(linear, changed);
      order.forEach((i, k) => {
        expect(after.atomEnergies[k]).toBeCloseTo(before.atomEnergies[i]!, 8);
        for (let x = 0; x < 3; x++) {
          expect(after.forces[3 * k + x]).toBeCloseTo(before.forces[3 * i + x]!, 7);
        }
      });
    }),
    { numRuns: 15 },
  );
});

test('a supercell has the energy, forces and stress of its cells', () => {
  const structure = randomCrystal(symbols, 77);
  const cell = [...structure.cell];
  const copies = [0, 1].flatMap((k) =>
    symbols.flatMap((_, i) =>
      [0, 1, 2].map((x) => structure.positions[3 * i + x]! + k * cell[3 + x]!),
    ),
  );
  const doubled = cell.map((x, i) => (i >= 3 && i < 6 ? 2 * x : x));
  const one = evaluateAce(linear, structure);
  const two = evaluateAce(
    linear,
    crystal([...symbols, ...symbols], copies, doubled, [true, true, true]),
  );
  expect(two.energy).toBeCloseTo(2 * one.energy, 8);
  [...one.forces, ...one.forces].forEach((f, i) => {
    expect(two.forces[i]).toBeCloseTo(f, 8);
  });
  one.stress.forEach((s, i) => {
    expect(two.stress[i]).toBeCloseTo(s, 9);
  });
});

/** The files that pyace wrote, with what pyace itself says of a crystal and a cluster. */
const files = [
  'chebexpcos',
  'bessel-2-densities',
  'finnis-sinclair',
  'chebpow-binary',
  'core-distance',
  'core-density',
  'core-zbl',
];

function readEvaluator(name: string): AceEvaluator {
  const path = join(import.meta.dirname, 'pyace-files', `${name}.yace`);
  const parsed = parseYace(readFileSync(path, 'utf8'));
  if (!parsed.ok) throw new Error(parsed.error.message);
  return prepareEvaluator(parsed.value);
}

interface Expected {
  readonly numbers: number[];
  readonly positions: number[][];
  readonly cell: number[][];
  readonly pbc: [boolean, boolean, boolean];
  readonly energy: number;
  readonly forces: number[][];
  readonly stress?: number[];
}

test.each(files)(
  'a file that pyace wrote: its numbers, and derivatives of the energy: %s',
  (name) => {
    const evaluator = readEvaluator(name);
    const path = join(import.meta.dirname, 'pyace-files', `${name}.json`);
    for (const expected of JSON.parse(readFileSync(path, 'utf8')) as Expected[]) {
      const structure = {
        numbers: Int32Array.from(expected.numbers),
        positions: Float64Array.from(expected.positions.flat()),
        cell: Float64Array.from(expected.cell.flat()),
        periodic: expected.pbc,
      };
      const found = evaluateAce(evaluator, structure);
      const scale = Math.max(1, ...expected.forces.flat().map(Math.abs));
      expect(Math.abs(found.energy - expected.energy)).toBeLessThan(1e-10 * scale);
      expected.forces.flat().forEach((f, i) => {
        expect(Math.abs(found.forces[i]! - f)).toBeLessThan(1e-10 * scale);
      });
      expected.stress?.forEach((s, i) => {
        expect(Math.abs(found.stress[i]! - s)).toBeLessThan(1e-10 * scale);
      });
      expectDerivatives(evaluator, structure, scale);
    }
  },
);

test('forces and stress are derivatives of the energy', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      expectDerivatives(linear, randomCrystal(symbols, seed, 16), 10);
    }),
    { numRuns: 6 },
  );
  expectDerivatives(linear, randomCluster(symbols, 21), 10);
});

function expectDerivatives(evaluator: AceEvaluator, structure: Structure, scale: number): void {
  const { forces, stress, energy, atomEnergies } = evaluateAce(evaluator, structure);
  expect(atomEnergies.reduce((sum, e) => sum + e, 0)).toBeCloseTo(energy, 8);
  const h = 2e-5;
  for (const coordinate of [0, 4, structure.positions.length - 1]) {
    const high = evaluateAce(evaluator, moved(structure, coordinate, h)).energy;
    const low = evaluateAce(evaluator, moved(structure, coordinate, -h)).energy;
    expect(Math.abs((low - high) / (2 * h) - forces[coordinate]!)).toBeLessThan(1e-5 * scale);
  }
  if (!structure.periodic[0]) {
    expect([...stress]).toEqual([0, 0, 0, 0, 0, 0]);
    return;
  }
  expectStress(evaluator, structure, stress, scale);
}

function expectStress(
  evaluator: AceEvaluator,
  structure: Structure,
  stress: Float64Array,
  scale: number,
): void {
  const h = 2e-5;
  const volume = cellVolume(structure.cell);
  const pairs = [
    [0, 0],
    [1, 1],
    [2, 2],
    [1, 2],
    [0, 2],
    [0, 1],
  ] as const;
  pairs.forEach(([x, y], v) => {
    const strained = (size: number): number => {
      const strain = [1, 0, 0, 0, 1, 0, 0, 0, 1];
      strain[3 * x + y]! += size / 2;
      strain[3 * y + x]! += size / 2;
      return evaluateAce(
        evaluator,
        mapped(structure, (r) => times(strain, r)),
      ).energy;
    };
    const slope = (strained(h) - strained(-h)) / (2 * h) / volume;
    expect(Math.abs(slope - stress[v]!)).toBeLessThan(1e-5 * scale);
  });
}

test('no stress without a full cell', () => {
  const structure = randomCrystal(symbols, 5);
  const slab = { ...structure, periodic: [true, true, false] as const };
  expect([...evaluateAce(linear, slab).stress]).toEqual([0, 0, 0, 0, 0, 0]);
});

test('a lone atom has its own energy and no force', () => {
  const result = evaluateAce(
    linear,
    crystal(['Ni'], [1, 2, 3], new Array<number>(9).fill(0), [false, false, false]),
  );
  expect(result.energy).toBe(-2.25);
  expect([...result.forces]).toEqual([0, 0, 0]);
});

test('elements that the potential lacks are named', () => {
  const structure = crystal(
    ['Pt', 'Al', 'Cu', 'Pt'],
    new Array<number>(12).fill(0),
    new Array<number>(9).fill(0),
    [false, false, false],
  );
  expect(missingElements(potential.elements, structure)).toEqual(['Cu', 'Pt']);
  expect(() => evaluateAce(linear, structure)).toThrow(/element 78/);
});
