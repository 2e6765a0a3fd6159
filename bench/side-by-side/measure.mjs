// One program, timed: CPU of its whole tree, wall, memory.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's own folder. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const STOPWATCH = join(ROOT, 'python/stopwatch.py');

/**
 * @typedef {object} Measured
 * @property {number | 'timeout'} ended its exit code
 * @property {number} cpu seconds, user and system, of the program and all that it waited for
 * @property {number} wall seconds
 * @property {number} megabytes the largest resident set of one process
 * @property {string} words the end of what it printed
 */

/**
 * @typedef {object} Command
 * @property {readonly string[]} argv
 * @property {{ readonly [name: string]: string }} [env] beside the inherited ones
 */

/**
 * Runs a command in a folder to its end, or for `limit` seconds.
 * @param {string} cwd
 * @param {Command} command
 * @param {number} limit
 * @returns {Measured}
 */
export function measure(cwd, { argv, env = {} }, limit) {
  const output = join(cwd, '.printed');
  const { status, stdout, stderr } = spawnSync(
    'python3',
    [STOPWATCH, String(limit), output, ...argv],
    // It keeps to its limit by itself; what is not gone a minute later is not waited for.
    {
      cwd,
      env: environment(env),
      encoding: 'utf8',
      timeout: 1000 * (limit + 60),
      killSignal: 'SIGKILL',
    },
  );
  if (status !== 0) throw new Error(`the stopwatch failed: ${stderr}`);
  return { ...JSON.parse(stdout), words: readFileSync(output, 'utf8').slice(-800).trim() };
}

/**
 * What every engine is run with.
 * @param {{ readonly [name: string]: string }} more
 */
export function environment(more) {
  return { ...process.env, NO_COLOR: '1', CI: '1', ...more };
}
