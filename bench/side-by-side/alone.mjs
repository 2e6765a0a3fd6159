// A part of the benchmark as a command of its own.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { slowness } from './budgets.mjs';
import { endOf } from './limits.mjs';

/**
 * Runs a part in a folder of its own and prints its cells; fails where one is not right.
 * @param {string} name
 * @param {(around: import('./steps.mjs').Around) => void} part
 */
export function alone(name, part) {
  const folder = mkdtempSync(join(tmpdir(), `mlip-bench-${name}-`));
  /** @type {import('./steps.mjs').Cell[]} */
  const cells = [];
  try {
    console.log(`node alone: ${slowness(folder).alone.toFixed(3)} s CPU`);
    part({
      folder,
      limit: 600,
      until: endOf(120),
      cells,
      keep: (cell) => {
        cells.push(cell);
        console.log(cellWords(cell));
      },
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  if (cells.some(({ state, right }) => state !== 'measured' || !right)) process.exitCode = 1;
}

/** @param {import('./steps.mjs').Cell} cell */
function cellWords({ step, size, state, cpu = 0, wall = 0, megabytes, ran, done, right, why }) {
  if (state !== 'measured') return `${step}, ${size}: ${state} (${why})`;
  const memory = megabytes === undefined ? '' : `, ${Math.round(megabytes)} MB`;
  const before = done === undefined ? '' : `, ${done} before`;
  const figures = `${cpu.toFixed(3)} s CPU, ${wall.toFixed(2)} s wall${memory}`;
  return `${step}, ${size}: ${figures}, ${ran} executed${before}${right ? '' : ', WRONG'}`;
}
