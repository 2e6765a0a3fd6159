import type { Calculator } from './calculator.ts';
import { emtCalculator } from './emt.ts';
import { espressoCalculator } from './espresso/espresso.ts';

/** One line a calculator. */
export const calculators: readonly [Calculator, ...Calculator[]] = [
  emtCalculator,
  espressoCalculator,
];
