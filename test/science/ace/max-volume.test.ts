import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readAsi, writeAsi } from '../../../science/ace/asi.ts';
import { grade } from '../../../science/ace/extrapolation.ts';
import { maxVolume, TOLERANCE } from '../../../science/ace/max-volume.ts';
import { numbersFrom } from './samples.ts';

function randomRows(count: number, columns: number, seed: number): Float64Array[] {
  const next = numbersFrom(seed);
  // columns of very different size, as those of a basis are
  return Array.from({ length: count }, () =>
    Float64Array.from({ length: columns }, (_, k) => (next() - 0.5) * 10 ** (k % 5)),
  );
}

test('no row has a share over 1 in the chosen ones, which invert to what is returned', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 100000 }),
      (columns, more, seed) => {
        const rows = randomRows(columns + more, columns, seed);
        const { rows: chosen, inverse, largest } = maxVolume(rows, columns);
        expect(new Set(chosen).size).toBe(columns);
        expect(Math.min(...chosen)).toBeGreaterThanOrEqual(0);
        const grades = rows.map((row) => grade(row, inverse));
        expect(Math.max(...grades)).toBeLessThanOrEqual(1 + TOLERANCE + 1e-9);
        expect(largest).toBeCloseTo(Math.max(...grades), 8);
        chosen.forEach((row, i) => {
          for (let j = 0; j < columns; j++) {
            let share = 0;
            for (let k = 0; k < columns; k++) share += rows[row]![k]! * inverse[k * columns + j]!;
            expect(share).toBeCloseTo(i === j ? 1 : 0, 8);
          }
        });
      },
    ),
    { numRuns: 40 },
  );
});

test('a direction that no row has grades whatever goes there as far outside', () => {
  const rows = randomRows(30, 4, 5).map((row) =>
    Float64Array.of(row[0]!, row[1]!, row[2]!, row[1]!),
  );
  const { rows: chosen, inverse } = maxVolume(rows, 4);
  expect(chosen.filter((row) => row < 0)).toHaveLength(1);
  for (const row of rows) expect(grade(row, inverse)).toBeLessThanOrEqual(1.002);
  const outside = rows[0]!.slice();
  outside[3]! += 0.01;
  expect(grade(outside, inverse)).toBeGreaterThan(1000);
});

test('fewer rows than columns, or none', () => {
  const { rows } = maxVolume(randomRows(2, 5, 3), 5);
  expect([...rows].filter((row) => row >= 0).sort()).toEqual([0, 1]);
  expect([...maxVolume([], 2).rows].sort()).toEqual([-1, -2].sort());
});

test('an active set reads back, and what is cut or flipped is refused', () => {
  const set = { Al: Float64Array.of(1, -2.5, 1e-300, 4), Ni: Float64Array.of(7) };
  const bytes = writeAsi(set);
  expect(readAsi(bytes)).toEqual({ ok: true, value: set });
  const flipped = bytes.slice();
  flipped[150] = flipped[150]! ^ 1;
  expect(readAsi(flipped).ok).toBe(false);
  for (const length of [0, 10, 100, bytes.length - 1]) {
    expect(readAsi(bytes.slice(0, length)).ok).toBe(false);
  }
});
