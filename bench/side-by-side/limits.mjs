// What there is time for: a run is cut off where it takes too long, and not tried where the sizes before it say
// that it would; the whole call ends by a time of its own, so that an engine that hangs costs the others little.

/** @typedef {import('./steps.mjs').Around} Around */
/** @typedef {import('./steps.mjs').Cell} Cell */

/** Filling a workspace from nothing is worth so many times the limit of a run, for what is measured in it afterwards. */
const FILLING = 1.7;

/** Below this, starting is most of it, and two sizes say nothing of how it grows. */
const TELLING = 0.3;

/** What an edit of the small fan says of the same step at a larger size. */
const SMALL = {
  cold: 'before the edits',
  'chain, cold': 'before the edits',
  'no-op': 'edit: again',
  'one input changed': 'edit: one input changed',
  'touch all': 'edit: every input touched',
  parameter: 'edit: a parameter of one node',
};

const FILLS = new Set(['cold', 'chain, cold', 'adopting']);

/** Until when a call of so many minutes goes on. @param {number} minutes */
export const endOf = (minutes) => Date.now() + 60_000 * minutes;

/** @param {Around} around @param {string} step */
const limitOf = ({ limit }, step) => (FILLS.has(step) ? FILLING * limit : limit);

/**
 * Seconds on the wall that a run may take now; 0 where the call is over.
 * @param {Around} around
 * @param {string} [step]
 */
export function secondsFor(around, step = '') {
  const left = Math.floor((around.until - Date.now()) / 1000);
  return Math.max(0, Math.min(limitOf(around, step), left));
}

/**
 * What a run was cut off by, in words.
 * @param {Around} around
 * @param {string} step
 * @param {number} seconds
 */
export const cutOff = (around, step, seconds) =>
  seconds < limitOf(around, step) ? OVER : `> ${seconds} s on the wall`;

const OVER = 'the time of the whole call was over';

/**
 * Why a step of a size is not even tried: a smaller one took too long for it, or failed.
 * @param {import('../engines/engine.mjs').Engine} engine
 * @param {Around} around
 * @param {string} step
 * @param {number} size
 */
export function hopeless(engine, around, step, size) {
  if (secondsFor(around) === 0) return OVER;
  const smaller = around.cells
    .filter((cell) => cell.engine === engine.name && cell.size < size)
    .filter((cell) => cell.step === step || cell.step === SMALL[step])
    .sort((a, b) => a.size - b.size);
  const last = smaller.at(-1);
  if (!last) return undefined;
  if (last.state !== 'measured')
    return last.why?.startsWith('at ') ? last.why : `at ${last.size}: ${last.why}`;
  const expected = secondsAt(smaller, size);
  // What can be filled by hand need not be filled at length.
  const limit = step === 'cold' && engine.seed ? around.limit : limitOf(around, step);
  if (expected <= limit) return undefined;
  return `at ${last.size} it took ${(last.wall ?? 0).toFixed(1)} s on the wall; limit ${limit} s`;
}

/**
 * How long a size will take, as the two largest before it grew; never less than in proportion.
 * @param {readonly Cell[]} smaller in order
 * @param {number} size
 */
export function secondsAt(smaller, size) {
  const [before, last] = smaller.filter(({ state }) => state === 'measured').slice(-2);
  const from = last ?? before;
  if (!from) return 0;
  const { wall = 0 } = from;
  const rate =
    last && before && last.size > before.size && (before.wall ?? 0) > TELLING
      ? Math.log(wall / (before.wall ?? wall)) / Math.log(last.size / before.size)
      : 1;
  return wall * (size / from.size) ** Math.max(1, rate);
}
