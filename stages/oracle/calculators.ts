import { aseCalculator } from './ase/ase.ts';
import type { Calculator } from './calculator.ts';
import { emtCalculator } from './emt.ts';
import { espressoCalculator } from './espresso/espresso.ts';
import { lennardJonesCalculator } from './lj.ts';
import { morseCalculator } from './morse.ts';
import { replayCalculator } from './replay.ts';
import { stillingerWeberCalculator } from './stillinger-weber.ts';
import { yaceCalculator } from './yace.ts';

/** One line a calculator. */
export const calculators: readonly [Calculator, ...Calculator[]] = [
  emtCalculator,
  espressoCalculator,
  aseCalculator,
  lennardJonesCalculator,
  morseCalculator,
  replayCalculator,
  stillingerWeberCalculator,
  yaceCalculator,
];
