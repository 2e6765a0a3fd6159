import { expect, test } from 'vitest';
import type { AceFunction } from '../../../science/ace/ace-function.ts';
import { buildAceBasis } from '../../../science/ace/basis.ts';
import { invariantCouplings } from '../../../science/ace/coupling.ts';
import { designRows } from '../../../science/ace/design.ts';
import { numbersFrom, randomCrystal } from './samples.ts';

const spec = { elements: ['Cu'], cutoff: 5, maxOrder: 4, functionsPerElement: 200 };
const degree = (f: AceFunction): number => [...f.n, ...f.l].reduce((sum, x) => sum + x, 0);

test('the number of couplings, counted by characters of the rotation group', () => {
  // rank 4, all slots different: the intermediate momenta that both pairs allow
  expect(invariantCouplings([1, 1, 1, 1], [0, 1, 2, 3])).toHaveLength(3);
  expect(invariantCouplings([1, 2, 2, 3], [0, 1, 2, 3])).toHaveLength(3);
  // all slots the same: invariants of degree 4 of one vector, of one l = 2 tensor, of l = 3
  expect(invariantCouplings([1, 1, 1, 1], [0, 0, 0, 0])).toHaveLength(1);
  expect(invariantCouplings([2, 2, 2, 2], [0, 0, 0, 0])).toHaveLength(1);
  expect(invariantCouplings([3, 3, 3, 3], [0, 0, 0, 0])).toHaveLength(2);
  // two vectors, each twice: (a.a)(b.b) and (a.b)^2
  expect(invariantCouplings([1, 1, 1, 1], [0, 0, 1, 1])).toHaveLength(2);
  expect(invariantCouplings([1, 1, 2], [0, 1, 2])).toHaveLength(1);
  expect(invariantCouplings([1, 1, 1], [0, 1, 2])).toHaveLength(0);
  expect(invariantCouplings([1, 2], [0, 1])).toHaveLength(0);
  expect(invariantCouplings([2, 2], [0, 0])[0]!.ms).toEqual([0, 0, 1, -1, 2, -2]);
});

test('the couplings of one shape are orthonormal', () => {
  for (const same of [
    [0, 1, 2, 3],
    [0, 0, 2, 2],
    [0, 0, 0, 0],
  ]) {
    const vectors = invariantCouplings([2, 2, 2, 2], same).map(({ ms, weights }) => {
      return new Map(weights.map((w, c) => [ms.slice(4 * c, 4 * c + 4).join(), w]));
    });
    for (const [i, a] of vectors.entries()) {
      for (const [j, b] of vectors.entries()) {
        let dot = 0;
        for (const [key, w] of a) dot += w * (b.get(key) ?? 0);
        expect(dot).toBeCloseTo(i === j ? 1 : 0, 13);
      }
    }
  }
});

test('the functions are those of lowest degree after ten pair functions', () => {
  const { functions } = buildAceBasis(spec);
  expect(functions).toHaveLength(200);
  const pairs = functions.filter((f) => f.n.length === 1);
  expect(pairs.map((f) => f.n[0])).toEqual(pairs.map((_, i) => i + 1));
  expect(pairs.length).toBeGreaterThanOrEqual(10);
  const coupled = functions.filter((f) => f.n.length > 1);
  const largest = Math.max(...coupled.map(degree));
  const below = buildAceBasis({ ...spec, functionsPerElement: 400 }).functions.filter(
    (f) => f.n.length > 1 && degree(f) < largest,
  );
  expect(coupled.filter((f) => degree(f) < largest)).toEqual(below);
  expect(functions.every((f) => f.l.reduce((sum, l) => sum + l, 0) % 2 === 0)).toBe(true);
});

test('a small basis spends a quarter on pairs, an order 1 basis is pairs only', () => {
  const small = buildAceBasis({ ...spec, functionsPerElement: 20 });
  expect(small.functions.filter((f) => f.n.length === 1)).toHaveLength(5);
  const pairs = buildAceBasis({ ...spec, maxOrder: 1, functionsPerElement: 12 });
  expect(pairs.functions.map((f) => f.n)).toEqual(Array.from({ length: 12 }, (_, i) => [i + 1]));
});

test('a larger basis keeps the functions of a smaller one', () => {
  const text = (count: number): string[] =>
    buildAceBasis({ ...spec, functionsPerElement: count }).functions.map((f) => JSON.stringify(f));
  const large = new Set(text(300));
  expect(text(150).every((f) => large.has(f))).toBe(true);
});

test('every filling of a shape by elements is there, but in the last shape', () => {
  const basis = buildAceBasis({ ...spec, elements: ['Al', 'Ni'], maxOrder: 3 });
  expect(basis.offsets).toEqual([0, 200, 400]);
  const shapes = new Map<string, number[]>();
  for (const f of basis.functions.slice(0, 200)) {
    if (f.n.length === 1) continue;
    const slots = f.n.map((n, t) => `${n} ${f.l[t]}`).sort();
    const counts = shapes.get(slots.join()) ?? [0, 0, 0, 0];
    counts[f.species.filter((s) => s === 1).length]! += 1;
    shapes.set(slots.join(), counts);
  }
  const lopsided = [...shapes.values()].filter((counts) => {
    const used = counts.slice(0, counts[3] === 0 ? 3 : 4);
    return used.some((c, i) => c !== used[used.length - 1 - i]);
  });
  expect(lopsided.length).toBeLessThanOrEqual(1);
});

test('specs that name no basis are refused', () => {
  for (const bad of [
    { elements: ['Ni', 'Al'] },
    { elements: [] },
    { maxOrder: 5 },
    { maxOrder: 0 },
    { cutoff: 0 },
    { functionsPerElement: 0 },
    { functionsPerElement: 1.5 },
  ]) {
    expect(() => buildAceBasis({ ...spec, ...bad })).toThrow(/no ACE basis/);
  }
});

test.each([
  { elements: ['Cu'], maxOrder: 3, count: 60 },
  { elements: ['Cu'], maxOrder: 4, count: 80 },
  { elements: ['Al', 'Ni'], maxOrder: 4, count: 60 },
])('functions are linearly independent: $elements, order $maxOrder', (sample) => {
  const { elements, maxOrder, count } = sample;
  const basis = buildAceBasis({ elements, cutoff: 4.5, maxOrder, functionsPerElement: count });
  const next = numbersFrom(11);
  const rows: Float64Array[] = [];
  for (let s = 0; rows.length < 6 * basis.functionCount; s++) {
    const symbols = Array.from(
      { length: 6 },
      () => elements[Math.floor(next() * elements.length)]!,
    );
    const block = designRows(basis, randomCrystal(symbols, s + 1, 18 + 20 * next()));
    for (let r = 0; r < block.rowCount; r++) {
      rows.push(block.rows.subarray(r * block.columns, (r + 1) * block.columns));
    }
  }
  // a pair function of Al around Ni sums to the same energy as that of Ni around Al
  const apart = basis.functions.map((f) => f.n.length > 1 || f.species[0]! >= f.central);
  expect(leastShare(rows.map((row) => row.filter((_, c) => apart[c])))).toBeGreaterThan(1e-9);
});

/** Modified Gram-Schmidt over the columns: the least share of a column that those before lack. */
function leastShare(rows: readonly Float64Array[]): number {
  const width = rows[0]!.length;
  const columns = Array.from({ length: width }, (_, c) =>
    Float64Array.from(rows, (row) => row[c]!),
  );
  const size = (v: Float64Array): number => Math.sqrt(v.reduce((sum, x) => sum + x * x, 0));
  let least = 1;
  for (let c = 0; c < width; c++) {
    const column = columns[c]!;
    const before = size(column);
    for (let k = 0; k < 2 * c; k++) {
      const unit = columns[k % c]!;
      const dot = column.reduce((sum, x, i) => sum + x * unit[i]!, 0);
      for (let i = 0; i < column.length; i++) column[i] = column[i]! - dot * unit[i]!;
    }
    const rest = size(column);
    least = Math.min(least, rest / before);
    for (let i = 0; i < column.length; i++) column[i] = column[i]! / rest;
  }
  return least;
}
