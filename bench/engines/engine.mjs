/**
 * What the benchmark asks of an engine; every file here makes one.
 * @typedef {object} Engine
 * @property {string} name
 * @property {string} settings how it is used, in words, where that is not its plain form
 * @property {() => string} version installs it where that is needed
 * @property {string} workflow the file that says what to do
 * @property {(work: import('../side-by-side/work.mjs').Work) => void} prepare writes that file, and again when
 *   there are other items or parameters
 * @property {(work: import('../side-by-side/work.mjs').Work) => import('../side-by-side/measure.mjs').Command} command
 *   brings everything up to date, first and every other time
 * @property {(work: import('../side-by-side/work.mjs').Work) => readonly import('../side-by-side/measure.mjs').Command[]} [seed]
 *   makes it believe outputs that were written by hand
 * @property {(work: import('../side-by-side/work.mjs').Work) => readonly import('../side-by-side/measure.mjs').Command[]} [recover]
 *   what a person does where a run after a kill is refused; the last one runs again
 * @property {number} [atATime] how many jobs it runs at a time where that is not JOBS
 * @property {Engine} [otherForm] another way to say the same, measured in the same workspace
 */

/** Jobs at a time, of every engine that has such a setting. */
export const JOBS = 2;

/**
 * One value for each item.
 * @template T
 * @param {number} count
 * @param {(i: number) => T} make
 */
export const each = (count, make) => Array.from({ length: count }, (_, i) => make(i));
