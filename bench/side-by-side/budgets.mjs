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
  budget('items, all known, the set another', 100_000, 2),
  budget('items, a new reader', 100_000, 2),
  // 60 microseconds each.
  budget('items, the engine for new items', 100_000, 6),
  budget('items, explain, one setting', 100_000, 3),
  budget('items, explain one item, one setting', 100_000, 3),
  budget('items, diff, one setting', 100_000, 3),
  budget('items, explain, 20 more structures', 100_000, 3),
  budget('items, explain, both', 100_000, 3),
];

/** The largest resident set of one process, MB. */
const memory = (step, size, megabytes) => ({ step, size, megabytes });
export const MEMORY = [
  memory('items, structures built', 100_000, 500),
  memory('items, cold', 100_000, 500),
  memory('items, explain, both', 100_000, 500),
  memory('items, out of a file, cold', 100_000, 500),
];
export const QUICK_MEMORY = [memory('items, cold', 2_000, 160)];

/** What `--quick` asserts: figures that are held, and 30 % of room. */
export const QUICK_BUDGETS = [
  budget('no-op', 1_000, 0.12),
  budget('cold', 1_000, 7),
  budget('one input changed', 1_000, 0.9),
  budget('touch all', 1_000, 0.22),
  budget('parameter', 1_000, 1.6),
  budget('items, no-op', 2_000, 0.25),
  budget('items, plan after an edit', 2_000, 1),
  budget('items, cold', 2_000, 1.3),
  budget('items, all known, the set another', 2_000, 1.1),
  budget('items, explain, one setting', 2_000, 1.2),
  budget('items, resumed', 2_000, 1.3),
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
 * Each budget beside the least that was measured, as node alone was at that moment.
 * @param {readonly import('./steps.mjs').Cell[]} cells
 * @param {typeof BUDGETS} budgets
 * @param {number} slowest where a cell does not say how slow node alone was
 */
export function judged(cells, budgets, slowest) {
  return budgets.flatMap(({ step, size, seconds }) => {
    const found = cells
      .filter((cell) => cell.engine === 'mlip-autopipec' && cell.step === step)
      .filter((cell) => cell.size === size && cell.state === 'measured')
      .map(({ cpu = 0, slower = slowest }) => ({ cpu, allowed: seconds * slower }));
    if (found.length === 0) return [];
    const best = found.reduce((one, next) =>
      next.cpu / next.allowed < one.cpu / one.allowed ? next : one,
    );
    return [{ step, size, seconds, ...best, held: best.cpu <= best.allowed }];
  });
}

/**
 * Each limit of memory beside what was measured.
 * @param {readonly import('./steps.mjs').Cell[]} cells
 * @param {typeof MEMORY} limits
 */
export function judgedMemory(cells, limits) {
  return limits.flatMap(({ step, size, megabytes }) => {
    const cell = cells.findLast(
      (one) => one.step === step && one.size === size && one.state === 'measured',
    );
    const used = cell?.megabytes;
    if (used === undefined) return [];
    return [{ step, size, megabytes, used, held: used <= megabytes }];
  });
}
