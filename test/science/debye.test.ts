import { expect, it } from 'vitest';
import { debyeTemperature, meanSquareDisplacement } from '../../science/debye.ts';

/**
 * Kittel, Introduction to Solid State Physics, 7th ed. (1996), chapter 5, table 1, as others have transcribed it for a
 * table of Debye-Waller factors, K.
 */
const KITTEL = {
  ...{ Li: 344, Be: 1440, C: 2230, Na: 158, Mg: 400, Al: 428, Si: 645, K: 91, Ca: 230, Sc: 360 },
  ...{ Ti: 420, V: 380, Cr: 630, Mn: 410, Fe: 470, Co: 445, Ni: 450, Cu: 343, Zn: 327, Ga: 320 },
  ...{ Ge: 374, As: 282, Se: 90, Rb: 56, Sr: 147, Y: 280, Zr: 291, Nb: 275, Mo: 450, Ru: 600 },
  ...{ Rh: 480, Pd: 274, Ag: 225, Cd: 209, In: 108, Sn: 200, Sb: 211, Te: 153, Cs: 38, Ba: 110 },
  ...{ La: 142, Gd: 200, Lu: 210, Hf: 252, Ta: 240, W: 400, Re: 430, Os: 500, Ir: 420, Pt: 240 },
  ...{ Au: 165, Hg: 71.9, Tl: 78.5, Pb: 105, Bi: 119, Th: 163, U: 207 },
};

/**
 * Measured B = 8 pi^2 <u^2> of elemental crystals at 280 K, Å^2: Peng, Ren, Dudarev, Whelan, Acta Cryst. A52,
 * 456 (1996); of iron and calcium the mean of two phases.
 */
const MEASURED = {
  ...{ Li: 4.6, Be: 0.4, C: 0.14, Na: 6.36, Mg: 1.73, Al: 0.75, Si: 0.46, K: 10.24, Ca: 2.195 },
  ...{ Sc: 0.71, Ti: 0.49, V: 0.55, Cr: 0.24, Fe: 0.42, Ni: 0.34, Cu: 0.53, Zn: 1.09, Ge: 0.57 },
  ...{ Rb: 12.6, Sr: 3.62, Y: 0.82, Zr: 0.54, Nb: 0.43, Mo: 0.21, Pd: 0.43, Ag: 0.7, Sn: 1.08 },
  ...{ Cs: 16.77, Ba: 2.93, La: 1.77, Ta: 0.31, W: 0.15, Pt: 0.36, Au: 0.59, Pb: 2.03, Th: 0.7 },
};

it('Debye temperatures are those of the table', () => {
  for (const [symbol, kelvin] of Object.entries(KITTEL)) {
    expect([symbol, debyeTemperature(symbol)]).toEqual([symbol, kelvin]);
  }
  expect(debyeTemperature('Xe')).toBeUndefined();
});

it('atoms move about as far as measured: a tenth less, in the worst crystal a third', () => {
  const widths = Object.entries(MEASURED).map(([symbol, b]) => {
    const square = meanSquareDisplacement(symbol, 280, debyeTemperature(symbol)!);
    return Math.sqrt((8 * Math.PI ** 2 * square) / b);
  });
  widths.sort((a, b) => a - b);
  expect(widths[0]!).toBeGreaterThan(0.65);
  expect(widths.at(-1)!).toBeLessThan(1.06);
  expect(widths[widths.length / 2]!).toBeGreaterThan(0.87);
  expect(widths[widths.length / 2]!).toBeLessThan(0.95);
});
