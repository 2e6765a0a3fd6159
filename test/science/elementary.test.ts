import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atan2, cbrt, cos, exp, log, pow, sin } from '../../science/elementary.ts';

const within = (ours: number, theirs: number, relative = 4.5e-16, floor = 0): void => {
  const scale = Math.max(Math.abs(theirs), floor);
  expect(Math.abs(ours - theirs), `${ours} against ${theirs}`).toBeLessThanOrEqual(
    relative * scale,
  );
};
const real = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const law = (property: fc.IProperty<[number]> | fc.IProperty<[number, number]>): void =>
  fc.assert(property as fc.IProperty<[number]>, { numRuns: 2000 });

/** The bits of a float64, in hex: what must not change from one engine to another. */
function bits(x: number): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  return view.getBigUint64(0).toString(16).padStart(16, '0');
}

describe('elementary functions', () => {
  it('agree with the engine within two units in the last place', () => {
    law(fc.property(real(-700, 700), (x) => within(exp(x), Math.exp(x))));
    law(fc.property(real(-3, 3), (x) => within(exp(x), Math.exp(x))));
    law(fc.property(real(1e-300, 1e300), (x) => within(log(x), Math.log(x))));
    law(fc.property(real(0.3, 3), (x) => within(log(x), Math.log(x))));
    law(fc.property(real(-1e300, 1e300), (x) => within(cbrt(x), Math.cbrt(x))));
    law(
      fc.property(real(-100, 100), real(-100, 100), (y, x) => {
        // The sign of a zero does not count: y + 0 is never -0.
        within(atan2(y, x), Math.atan2(y + 0, x + 0));
      }),
    );
  });

  it('agree with the engine on angles, near their zeros too', () => {
    law(fc.property(real(-1e6, 1e6), (x) => within(sin(x), Math.sin(x))));
    law(fc.property(real(-1e6, 1e6), (x) => within(cos(x), Math.cos(x))));
    for (let k = -2000; k <= 2000; k++) {
      within(sin((k * Math.PI) / 2), Math.sin((k * Math.PI) / 2));
      within(cos((k * Math.PI) / 2), Math.cos((k * Math.PI) / 2));
    }
  });

  it('raise to powers: whole ones as products, others through the logarithm', () => {
    law(fc.property(real(0.05, 20), real(-4, 4), (x, y) => within(pow(x, y), x ** y, 4e-15)));
    expect(pow(-3, 3)).toBe(-27);
    expect(pow(2, -2)).toBe(0.25);
    expect(pow(0, 0.5)).toBe(0);
    expect(pow(7, 0)).toBe(1);
    expect(pow(-8, 1 / 3)).toBeNaN();
  });

  it('undo each other', () => {
    law(fc.property(real(-100, 100), (x) => within(log(exp(x)), x, 3e-16, 1)));
    law(fc.property(real(-1e5, 1e5), (x) => within(sin(x) * sin(x) + cos(x) * cos(x), 1)));
    law(fc.property(real(-1e100, 1e100), (x) => within(pow(cbrt(x), 3), x, 2e-15)));
    law(fc.property(real(-3.1, 3.1), (x) => within(atan2(sin(x), cos(x)), x, 5e-16, 0.1)));
  });

  it('know their ends', () => {
    expect(exp(Number.NEGATIVE_INFINITY)).toBe(0);
    expect(exp(-746)).toBe(0);
    expect(exp(-745)).toBe(5e-324);
    expect(exp(710)).toBe(Number.POSITIVE_INFINITY);
    within(exp(709.7), Math.exp(709.7));
    expect(exp(0)).toBe(1);
    expect(exp(Number.NaN)).toBeNaN();
    expect(log(0)).toBe(Number.NEGATIVE_INFINITY);
    expect(log(1)).toBe(0);
    expect(log(-1)).toBeNaN();
    within(log(5e-324), Math.log(5e-324));
    expect(cbrt(-27)).toBe(-3);
    within(cbrt(5e-324), Math.cbrt(5e-324));
    expect(sin(0)).toBe(0);
    expect(cos(0)).toBe(1);
    expect(() => sin(1e7)).toThrow('beyond');
    expect(atan2(0, 0)).toBe(0);
    expect(atan2(0, -1)).toBe(Math.PI);
    expect(atan2(-2, 0)).toBe(-Math.PI / 2);
  });

  it('have the same bits everywhere', () => {
    let state = 1;
    let sum = 0n;
    const add = (x: number): void => {
      sum = BigInt.asUintN(64, sum * 1099511628211n + BigInt(`0x${bits(x)}`));
    };
    for (let i = 0; i < 20000; i++) {
      state = (state * 48271) % 2147483647;
      const u = state / 2147483647;
      for (const x of [u, 20 * u, 0.001 * u]) {
        for (const value of [exp(x), exp(-x), log(x), sin(x), cos(x), cbrt(x), pow(x, -1.7)])
          add(value);
        add(atan2(x, u - 0.5));
      }
    }
    expect(sum.toString(16)).toBe('d2658d2f87141d95');
    expect([exp(1), log(10), sin(1), cos(1), cbrt(2), pow(2, 0.5), atan2(1, 2)].map(bits)).toEqual([
      '4005bf0a8b145769',
      '40026bb1bbb55516',
      '3feaed548f090cee',
      '3fe14a280fb5068c',
      '3ff428a2f98d728b',
      '3ff6a09e667f3bcc',
      '3fddac670561bb4f',
    ]);
  });
});
