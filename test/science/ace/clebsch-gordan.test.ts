import { expect, test } from 'vitest';
import { clebschGordan } from '../../../science/ace/clebsch-gordan.ts';

test('values of the printed tables', () => {
  expect(clebschGordan(1, 0, 1, 0, 2, 0)).toBe(Math.sqrt(2 / 3));
  expect(clebschGordan(1, 1, 1, -1, 0, 0)).toBe(Math.sqrt(1 / 3));
  expect(clebschGordan(1, 0, 1, 0, 0, 0)).toBe(-Math.sqrt(1 / 3));
  expect(clebschGordan(2, 1, 1, 0, 2, 1)).toBe(Math.sqrt(1 / 6));
  expect(clebschGordan(2, -1, 2, 2, 3, 1)).toBe(-Math.sqrt(3 / 10));
  expect(clebschGordan(1, 0, 1, 0, 1, 0)).toBe(0);
});

test('no coefficient outside the triangle or off the sum of m', () => {
  expect(clebschGordan(1, 0, 1, 0, 3, 0)).toBe(0);
  expect(clebschGordan(1, 1, 1, 0, 2, 0)).toBe(0);
  expect(clebschGordan(1, 1, 1, 1, 1, 2)).toBe(0);
});

test('the coefficients of two momenta are a unitary matrix, to the last bits', () => {
  for (const [a, b] of [
    [2, 3],
    [5, 4],
    [9, 8],
  ] as const) {
    for (let m1 = -a; m1 <= a; m1++) {
      for (const m2 of [-b, 0, b - 1]) {
        let same = 0;
        let other = 0;
        for (let l = Math.abs(a - b); l <= a + b; l++) {
          const c = clebschGordan(a, m1, b, m2, l, m1 + m2);
          same += c * c;
          other += c * clebschGordan(a, m1 - 1, b, m2 + 1, l, m1 + m2);
        }
        expect(Math.abs(same - 1)).toBeLessThan(1e-14);
        expect(Math.abs(other)).toBeLessThan(1e-14);
      }
    }
  }
});
