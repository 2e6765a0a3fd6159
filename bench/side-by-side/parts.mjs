// The parts of one call of the benchmark: each is timed, and one that fails takes nothing but its own figures with it.
import { slowness } from './budgets.mjs';

/** @typedef {import('./steps.mjs').Cell} Cell */

export const PARTS = ['edits', 'kill', 'fan', 'chain', 'items'];

/**
 * @param {string} folder
 * @param {(cell: Cell) => void} kept is told of each cell
 */
export function openParts(folder, kept) {
  /** @type {Cell[]} */
  const cells = [];
  /** @type {Map<string, number>} */
  const walls = new Map();
  let now = slowness(folder);
  const keep = (cell) => {
    const full = { ...cell, slower: now.slowness };
    cells.push(full);
    kept(full);
  };
  /**
   * @param {string} name
   * @param {import('../engines/engine.mjs').Engine} engine
   * @param {() => void | Promise<void>} work
   * @param {number} [size]
   */
  const part = async (name, engine, work, size = 0) => {
    const began = performance.now();
    // A machine that is busy with other things is slower in one minute than in the next.
    if (engine.otherForm) now = slowness(folder);
    try {
      await work();
    } catch (error) {
      const why = String(error).split('\n')[0] ?? '';
      keep({ engine: engine.name, step: name, size, state: 'failed', why });
    }
    const what = [engine.name, name, ...(size > 0 ? [size] : [])].join(' ');
    walls.set(what, (walls.get(what) ?? 0) + (performance.now() - began) / 1000);
  };
  const took = () => {
    const lines = [...walls].map(([what, wall]) => `${what}: ${wall.toFixed(0)} s`);
    const all = [...walls.values()].reduce((sum, wall) => sum + wall, 0);
    return [`on the wall, by part; ${(all / 60).toFixed(1)} minutes in all`, ...lines].join('\n  ');
  };
  return { cells, keep, part, took, speed: () => now };
}
