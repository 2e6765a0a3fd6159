// What this engine has to reach, in CPU seconds of a machine on which node alone takes 0.047 s; a slower one is
// given more in proportion, by what node alone takes there in the same run.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measure } from './measure.mjs';

const NODE_ALONE = 0.047;

/** @typedef {{ step: string, size: number, seconds: number, holds: boolean }} Budget */

/**
 * @param {string} step
 * @param {number} size
 * @param {number} seconds
 */
const budget = (step, size, seconds) => ({ step, size, seconds });

export const BUDGETS = [
  budget('no-op', 1_000, 0.12),
  budget('no-op', 10_000, 0.25),
  budget('no-op', 100_000, 1.3),
  budget('cold', 1_000, 4.5),
  budget('cold', 10_000, 45),
  budget('items, no-op', 100_000, 0.12),
  budget('items, plan after an edit', 100_000, 2),
];

/** What `--quick` asserts: figures that hold, with room for a busy machine. */
export const QUICK_BUDGETS = [
  budget('no-op', 1_000, 0.3),
  budget('cold', 1_000, 9),
  budget('items, no-op', 2_000, 0.25),
  budget('items, plan after an edit', 2_000, 1),
];

/**
 * How much slower node alone is here than on the budgets' machine, never below 1.
 * @param {string} folder
 */
export function slowness(folder) {
  writeFileSync(join(folder, 'nothing.mjs'), '');
  const command = { argv: [process.execPath, 'nothing.mjs'] };
  const all = Array.from({ length: 7 }, () => measure(folder, command, 60).cpu);
  const alone = Math.min(...all);
  return { alone, slowness: Math.max(1, alone / NODE_ALONE) };
}

/**
 * Each budget beside what was measured.
 * @param {readonly import('./steps.mjs').Cell[]} cells
 * @param {typeof BUDGETS} budgets
 * @param {number} slower
 */
export function judged(cells, budgets, slower) {
  return budgets.flatMap(({ step, size, seconds }) => {
    const cpu = cells
      .filter((cell) => cell.engine === 'mlip-autopipec' && cell.step === step)
      .filter((cell) => cell.size === size && cell.state === 'measured')
      .map((cell) => cell.cpu ?? 0);
    if (cpu.length === 0) return [];
    const least = Math.min(...cpu);
    const allowed = seconds * slower;
    return [{ step, size, seconds, allowed, cpu: least, held: least <= allowed }];
  });
}
