import { expect, test } from 'vitest';
import { fillHarmonics, prepareHarmonics } from '../../../science/ace/harmonics.ts';

const lMax = 7;

function at(x: number, y: number, z: number): Float64Array[] {
  const harmonics = prepareHarmonics(lMax);
  const make = (): Float64Array => new Float64Array(harmonics.channels);
  const out = [make(), make(), make(), make()] as const;
  const r = Math.sqrt(x * x + y * y + z * z);
  fillHarmonics(harmonics, x / r, y / r, z / r, out, 0);
  return [...out];
}

test('the first harmonics, with the Condon-Shortley phase', () => {
  const [x, y, z] = [0.48, -0.6, 0.64];
  const [values] = at(x, y, z) as [Float64Array];
  expect(values[0]).toBe(1);
  expect(values[1]).toBeCloseTo(Math.sqrt(3) * z, 14);
  expect(values[2]).toBeCloseTo(-Math.sqrt(1.5) * x, 14);
  expect(values[3]).toBeCloseTo(-Math.sqrt(1.5) * y, 14);
  expect(values[4]).toBeCloseTo(Math.sqrt(5) * (1.5 * z * z - 0.5), 14);
  expect(values[5]).toBeCloseTo(-Math.sqrt(7.5) * x * z, 14);
  expect(values[7]).toBeCloseTo(Math.sqrt(7.5 / 4) * (x * x - y * y), 14);
  expect(values[8]).toBeCloseTo(Math.sqrt(7.5) * x * y, 14);
});

test('the squares of one l sum to 2 l + 1 in every direction, the poles too', () => {
  for (const direction of [
    [0.3, -0.5, 0.1],
    [0, 0, -1],
    [1, 0, 0],
  ] as [number, number, number][]) {
    const [values] = at(...direction) as [Float64Array];
    for (let l = 0; l <= lMax; l++) {
      let sum = values[l * l]! * values[l * l]!;
      for (let k = l * l + 1; k < (l + 1) * (l + 1); k++) sum += 2 * values[k]! * values[k]!;
      expect(sum).toBeCloseTo(2 * l + 1, 11);
    }
  }
});

test('gradients', () => {
  const place = [0.7, -0.4, 1.1] as [number, number, number];
  const r = Math.sqrt(place.reduce((sum, x) => sum + x * x, 0));
  const [, ...gradients] = at(...place);
  const h = 1e-5;
  for (let d = 0; d < 3; d++) {
    const moved = (step: number): Float64Array => {
      const [x, y, z] = place.map((v, k) => (k === d ? v + step : v)) as [number, number, number];
      return at(x, y, z)[0]!;
    };
    const [high, low] = [moved(h), moved(-h)];
    for (let k = 0; k < high.length; k++) {
      expect(gradients[d]![k]! / r).toBeCloseTo((high[k]! - low[k]!) / (2 * h), 7);
    }
  }
});
