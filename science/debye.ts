import { exp } from './elementary.ts';
import { atomicNumber, standardMass } from './elements.ts';

/**
 * Debye temperatures of the elements from the heat capacity at low temperature, K: C. Kittel,
 * Introduction to Solid State Physics, chapter 5, table 1 (the 7th edition's and the 8th's numbers), compared element
 * by element with another transcription of it. Heat capacities see the long waves: at room temperature atoms
 * move a tenth farther than this says, in zinc, strontium and magnesium a third to a half (test/science/debye.test.ts).
 */
const DEBYE: { readonly [symbol: string]: number } = {
  ...{ Li: 344, Be: 1440, C: 2230, Na: 158, Mg: 400, Al: 428, Si: 645, K: 91, Ca: 230, Sc: 360 },
  ...{ Ti: 420, V: 380, Cr: 630, Mn: 410, Fe: 470, Co: 445, Ni: 450, Cu: 343, Zn: 327, Ga: 320 },
  ...{ Ge: 374, As: 282, Se: 90, Rb: 56, Sr: 147, Y: 280, Zr: 291, Nb: 275, Mo: 450, Ru: 600 },
  ...{ Rh: 480, Pd: 274, Ag: 225, Cd: 209, In: 108, Sn: 200, Sb: 211, Te: 153, Cs: 38, Ba: 110 },
  ...{ La: 142, Gd: 200, Lu: 210, Hf: 252, Ta: 240, W: 400, Re: 430, Os: 500, Ir: 420, Pt: 240 },
  ...{ Au: 165, Hg: 71.9, Tl: 78.5, Pb: 105, Bi: 119, Th: 163, U: 207 },
};

/** The Debye temperature of an element, K; undefined where it is not in the table. */
export const debyeTemperature = (symbol: string): number | undefined => DEBYE[symbol];

/** ħ^2 / (u kB) in Å^2 K (CODATA 2018). */
const QUANTUM = 48.50874;

/**
 * The mean square displacement of an atom along one axis, Å^2, zero-point motion included:
 * 3 ħ^2 / (m kB Θ) (1/4 + (T/Θ)^2 ∫_0^{Θ/T} x / (e^x - 1) dx) (Debye and Waller; Willis and Pryor, Thermal
 * Vibrations in Crystallography, 1975, eq. 4.52). Temperatures in K.
 */
export function meanSquareDisplacement(symbol: string, temperature: number, debye: number): number {
  const mass = standardMass(atomicNumber(symbol) as number);
  const reduced = temperature / debye;
  const thermal = reduced > 0 ? reduced * reduced * debyeIntegral(1 / reduced) : 0;
  return ((3 * QUANTUM) / (mass * debye)) * (0.25 + thermal);
}

const INTERVALS = 400;
/** Beyond this the integrand is below 1e-16 of its sum. */
const FAR = 45;

/** ∫_0^y x / (e^x - 1) dx by Simpson's rule; better than 1e-8. */
function debyeIntegral(y: number): number {
  const end = Math.min(y, FAR);
  const step = end / INTERVALS;
  let sum = 0;
  for (let i = 0; i <= INTERVALS; i++) {
    const x = i * step;
    const weight = i === 0 || i === INTERVALS ? 1 : i % 2 === 1 ? 4 : 2;
    sum += weight * (x < 1e-6 ? 1 - 0.5 * x : x / (exp(x) - 1));
  }
  return (sum * step) / 3;
}
