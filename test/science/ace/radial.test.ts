import { expect, test } from 'vitest';
import type { AceBond } from '../../../science/ace/potential.ts';
import { fillRadial } from '../../../science/ace/radial.ts';
import { fillBessel } from '../../../science/ace/radial-bessel.ts';
import type { RadialKind } from '../../../science/ace/radial-kind.ts';
import { readRadial, tabulateRadial } from '../../../science/ace/radial-table.ts';

const bond = (radial: RadialKind, more: Partial<AceBond> = {}): AceBond => ({
  radial,
  radialParameters: [2.5],
  nMax: 1,
  lMax: 0,
  basisSize: 8,
  coefficients: [1, 0, 0, 0, 0, 0, 0, 0],
  corePrefactor: 0,
  coreExponent: 0,
  cutoff: 5,
  cutoffWidth: 0.3,
  innerCutoff: 0,
  innerCutoffWidth: 0,
  innerCutoffKind: 'distance',
  ...more,
});

test('the Bessel functions are orthonormal on the sphere and end with value and slope zero', () => {
  const count = 10;
  const cutoff = 5.5;
  const g = new Float64Array(count);
  const dg = new Float64Array(count);
  const gram = new Float64Array(count * count);
  const steps = 4000;
  for (let s = 1; s < steps; s++) {
    const r = (cutoff * s) / steps;
    fillBessel(count, cutoff, r, g, dg);
    for (let i = 0; i < count * count; i++) {
      const product = g[i % count]! * g[Math.floor(i / count)]!;
      gram[i] = gram[i]! + (product * r * r * cutoff) / steps;
    }
  }
  gram.forEach((x, i) => {
    expect(x).toBeCloseTo(i % (count + 1) === 0 ? 1 : 0, 8);
  });
  fillBessel(count, cutoff, cutoff, g, dg);
  for (let k = 0; k < count; k++) {
    expect(Math.abs(g[k]!)).toBeLessThan(1e-14);
    expect(Math.abs(dg[k]!)).toBeLessThan(1e-13);
  }
});

test.each([
  bond('SBessel'),
  bond('ChebExpCos'),
  bond('ChebPow'),
  bond('ChebLinear'),
  bond('SBessel', { innerCutoff: 2.5, innerCutoffWidth: 0.8 }),
])('derivatives of the radial functions: $radial, inner cutoff $innerCutoff', (b) => {
  const [g, dg, low, high, other] = Array.from({ length: 5 }, () => new Float64Array(8)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const h = 1e-5;
  for (const r of [0.8, 1.9, 2.2, 3.1, 4.75, 4.9]) {
    fillRadial(b, r, g, dg);
    fillRadial(b, r - h, low, other);
    fillRadial(b, r + h, high, other);
    for (let k = 0; k < 8; k++) expect(dg[k]).toBeCloseTo((high[k]! - low[k]!) / (2 * h), 6);
  }
});

test('the table is as good as the functions', () => {
  const b = bond('SBessel', { basisSize: 12 });
  const table = tabulateRadial(b, 0.001);
  const [g, dg, exact, slope] = Array.from({ length: 4 }, () => new Float64Array(12)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let r = 0.3331; r < 5; r += 0.0437) {
    readRadial(table, r, g, dg);
    fillRadial(b, r, exact, slope);
    for (let k = 0; k < 12; k++) {
      expect(Math.abs(g[k]! - exact[k]!)).toBeLessThan(3e-11);
      expect(Math.abs(dg[k]! - slope[k]!)).toBeLessThan(3e-7);
    }
  }
  readRadial(table, 5, g, dg);
  expect([...g, ...dg].every((x) => x === 0)).toBe(true);
});
