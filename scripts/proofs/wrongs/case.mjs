import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { measure, ROOT } from '../../../bench/side-by-side/measure.mjs';

/**
 * The same situation put to another engine and to this one.
 * @typedef {object} Case
 * @property {string} title
 * @property {import('../../../bench/engines/engine.mjs').Engine} engine the other
 * @property {(folder: string) => Promise<Found> | Found} theirs `bad` where it did what is held against it
 * @property {(folder: string) => Promise<Found> | Found} ours `bad` where this engine did wrong
 */

/**
 * @typedef {object} Found
 * @property {boolean} bad
 * @property {string} words what was seen
 */

const LIMIT = 300;

/**
 * Runs a command in a folder to its end.
 * @param {string} folder
 * @param {import('../../../bench/side-by-side/measure.mjs').Command} command
 */
export const run = (folder, command) => measure(folder, command, LIMIT);

/** A run of this engine. */
export const OURS = {
  argv: [process.execPath, join(ROOT, 'dist/cli/main.js'), 'run', 'pipeline.yaml'],
};

/**
 * @param {string} folder
 * @param {{ readonly [path: string]: string }} files
 */
export function write(folder, files) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** @param {string} folder @param {string} path */
export const read = (folder, path) => readFileSync(join(folder, path), 'utf8');

/**
 * Ends where a preparation fails, so that nothing is held against an engine that was not set up.
 * @param {string} folder
 * @param {import('../../../bench/side-by-side/measure.mjs').Command} command
 */
export function prepared(folder, command) {
  const { ended, words } = run(folder, command);
  if (ended !== 0) throw new Error(`${command.argv.join(' ')} ended with ${ended}: ${words}`);
}
