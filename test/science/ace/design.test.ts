import fc from 'fast-check';
import { expect, test } from 'vitest';
import { digestBytes } from '../../../base/digest.ts';
import { buildAceBasis } from '../../../science/ace/basis.ts';
import { designRows } from '../../../science/ace/design.ts';
import { evaluateAce, prepareEvaluator } from '../../../science/ace/evaluate.ts';
import { parseYace, writeYace } from '../../../science/ace/yace.ts';
import type { Structure } from '../../../science/structure.ts';
import { crystal, moved, randomCluster, randomCrystal, randomPotential } from './samples.ts';

const kinds = [
  { elements: ['Cu'], maxOrder: 1, count: 10 },
  { elements: ['Cu'], maxOrder: 3, count: 80 },
  { elements: ['Cu'], maxOrder: 4, count: 100 },
  { elements: ['Al', 'Ni'], maxOrder: 4, count: 90 },
  { elements: ['Al', 'Cu', 'Ni'], maxOrder: 3, count: 60 },
];

/** The same potential by rows times coefficients and from its own file. */
function compare(kind: (typeof kinds)[number], structure: Structure): void {
  const { basis, coefficients, potential } = randomPotential(
    kind.elements,
    kind.maxOrder,
    kind.count,
    3,
  );
  const parsed = parseYace(writeYace(potential));
  if (!parsed.ok) throw new Error(parsed.error.message);
  const { energy, forces } = evaluateAce(prepareEvaluator(parsed.value), structure);
  const block = designRows(basis, structure);
  const lone = [...structure.numbers].map(
    (z) => potential.e0[numbersOf(kind.elements).indexOf(z)]!,
  );
  const expected = [energy - lone.reduce((sum, e) => sum + e, 0), ...forces];
  expect(block.rowCount).toBe(expected.length);
  expect(block.rows).toHaveLength(expected.length * block.columns);
  const scale = Math.max(1, ...expected.map(Math.abs));
  expected.forEach((value, r) => {
    const row = block.rows.subarray(r * block.columns, (r + 1) * block.columns);
    const found = row.reduce((sum, x, c) => sum + x * coefficients[c]!, 0);
    expect(Math.abs(found - value)).toBeLessThan(1e-9 * scale);
  });
}

const numbersOf = (elements: readonly string[]): number[] =>
  elements.map((symbol) => ({ Al: 13, Cu: 29, Ni: 28 })[symbol]!);

test.each(kinds)(
  'rows times coefficients are what the file gives: $elements, order $maxOrder',
  (kind) => {
    const symbols = Array.from({ length: 7 }, (_, i) => kind.elements[i % kind.elements.length]!);
    compare(kind, randomCrystal(symbols, 4));
    compare(kind, randomCluster(symbols, 5));
    // the smallest cells: an atom's neighbours are images of itself and of one other
    compare(kind, randomCrystal(symbols.slice(0, 1), 6));
    compare(kind, randomCrystal(symbols.slice(1, 3), 7));
  },
);

test('structures of other sizes between do not disturb a block', () => {
  const basis = buildAceBasis({
    elements: ['Al', 'Ni'],
    cutoff: 4.5,
    maxOrder: 3,
    functionsPerElement: 50,
  });
  const small = randomCrystal(['Ni', 'Al'], 3);
  const before = designRows(basis, small);
  designRows(basis, randomCrystal(['Al', 'Al', 'Ni', 'Al', 'Ni', 'Al', 'Al', 'Ni', 'Ni'], 4));
  expect(designRows(basis, small).rows).toEqual(before.rows);
});

test('an element outside the basis is a bug', () => {
  const basis = buildAceBasis({
    elements: ['Cu'],
    cutoff: 4,
    maxOrder: 2,
    functionsPerElement: 20,
  });
  expect(() => designRows(basis, randomCrystal(['Ni'], 1))).toThrow(/element 28/);
});

test('force rows are derivatives of the energy row, for every function', () => {
  const basis = buildAceBasis({
    elements: ['Al', 'Ni'],
    cutoff: 4.2,
    maxOrder: 4,
    functionsPerElement: 70,
  });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 500 }),
      fc.integer({ min: 0, max: 11 }),
      (seed, coordinate) => {
        const structure = randomCrystal(['Al', 'Ni', 'Ni', 'Al'], seed, 16);
        const { rows, columns } = designRows(basis, structure);
        const h = 1e-4;
        const high = designRows(basis, moved(structure, coordinate, h)).rows;
        const low = designRows(basis, moved(structure, coordinate, -h)).rows;
        for (let c = 0; c < columns; c++) {
          const force = rows[(1 + coordinate) * columns + c]!;
          const difference = (low[c]! - high[c]!) / (2 * h);
          expect(Math.abs(force - difference)).toBeLessThan(1e-5 * Math.max(1, Math.abs(force)));
        }
      },
    ),
    { numRuns: 8 },
  );
});

test('the bits of a block and of an evaluation: a change here is another version of the trainer', () => {
  const structure = crystal(
    ['Al', 'Ni', 'Al'],
    [0, 0, 0, 1.9, 1.8, 0.1, 0.2, 2.1, 1.7],
    [3.9, 0, 0, 0.3, 4.1, 0, -0.2, 0.4, 3.8],
    [true, true, true],
  );
  const { basis, potential } = randomPotential(['Al', 'Ni'], 4, 50, 6, 5);
  const { rows } = designRows(basis, structure);
  const { forces, stress } = evaluateAce(prepareEvaluator(potential), structure);
  const digests = [rows, forces, stress].map((x) => digestBytes(new Uint8Array(x.buffer)));
  expect(digests).toMatchInlineSnapshot(`
    [
      "sha256:3281755448180c0720ffbe7e207c8c70fe605dae58fe3c5dd5759025a10e8e32",
      "sha256:1f3c4d85073ac51ff371f8c585cb542e071e460fce5f767661c9098e0570b373",
      "sha256:652a891cfb1cd25b21591bbf7555db4b7a0a760806eb277c7a7de94fd748cfa6",
    ]
  `);
});
