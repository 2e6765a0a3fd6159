import { atomicNumber } from '../elements.ts';
import { FormatProblem } from './format-error.ts';

/** The element of a species of pw.x: `Fe`, `fe`, `Fe1`, `Fe_up`, `O-h` (INPUT_PW, ATOMIC_SPECIES). */
export function elementOfLabel(label: string, line: number): number {
  const letters = /^([A-Za-z]{1,2})(?:[\d_-].*)?$/.exec(label)?.[1] ?? '';
  const number = atomicNumber(letters.slice(0, 1).toUpperCase() + letters.slice(1).toLowerCase());
  if (number !== undefined) return number;
  throw new FormatProblem(line, `species "${label.slice(0, 40)}": no element can be read from it`);
}
