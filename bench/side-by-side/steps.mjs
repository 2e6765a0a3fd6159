// What is measured of one engine's speed: first and later runs of a fan and of a chain, after edits, in another form.
import { cutOff, hopeless, secondsFor } from './limits.mjs';
import { measure } from './measure.mjs';
import { closed, notTried, opened, run, shortly, stepwise } from './runs.mjs';

/**
 * One cell: what was done, and what came of it.
 * @typedef {object} Cell
 * @property {string} engine
 * @property {string} step
 * @property {number} size
 * @property {'measured' | 'failed' | 'too long' | 'not tried'} state
 * @property {number} [cpu] seconds
 * @property {number} [wall] seconds
 * @property {number} [megabytes]
 * @property {number} [jobs] how many there are
 * @property {number} [ran] how many were executed
 * @property {boolean} [right] whether the outputs are a clean run's
 * @property {number} [done] of a kill: how many jobs had ended before it
 * @property {number} [slower] how much slower node alone was than on the budgets' machine when this was measured
 * @property {string} [why] words, where it was not simply measured
 */

/**
 * @typedef {object} Around
 * @property {string} folder where to work
 * @property {number} limit seconds on the wall that one run may take
 * @property {number} until when the whole call ends, in milliseconds of the clock
 * @property {(cell: Cell) => void} keep
 * @property {readonly Cell[]} cells what was kept so far
 */

/** @typedef {import('../engines/engine.mjs').Engine} Engine */
/** @typedef {import('./work.mjs').Work} Work */

/** What is measured of a fan, each a step after the one before it. */
const FAN_STEPS = /** @type {const} */ (['no-op', 'one input changed', 'touch all', 'parameter']);

/**
 * A fan from nothing, again, with one input changed, with every input touched, with another parameter.
 * @param {Engine} engine
 * @param {Around} around
 * @param {number} size
 */
export function fanSpeeds(engine, around, size) {
  const nothing = hopeless(engine, around, 'no-op', size);
  if (nothing) {
    notTried(engine, around, size, ['cold', ...FAN_STEPS], nothing);
    return;
  }
  const work = opened(engine, around, 'fan', 'fan', size);
  if (filled(engine, work, around)) {
    const why = work.seeded ? 'outputs written by hand, then adopted' : undefined;
    /** @type {{ readonly [step: string]: () => void }} */
    const edits = {
      'one input changed': () => work.change(size >> 1, 'second'),
      'touch all': () => work.touch(),
      parameter: () => {
        work.epochs += 1;
        engine.prepare(work);
      },
    };
    stepwise(engine, work, around, FAN_STEPS, { edits, why });
    if (engine.otherForm && !work.broken) inOtherForm(engine.otherForm, work, around);
  }
  closed(work);
}

/**
 * The same jobs said in another way: nothing runs again, and then one changes.
 * @param {Engine} engine
 * @param {Work} work
 * @param {Around} around
 */
function inOtherForm(engine, work, around) {
  engine.prepare(work);
  const edits = { 'one input changed': () => work.change(work.size >> 1, 'third') };
  const steps = ['first time in this form', 'no-op', 'one input changed'];
  stepwise(engine, work, around, steps, { edits });
}

/**
 * Fills a workspace: by a run from nothing or, where that would take too long, by hand.
 * @param {Engine} engine
 * @param {Work} work
 * @param {Around} around
 */
function filled(engine, work, around) {
  const cold = hopeless(engine, around, 'cold', work.size);
  if (!cold) return run(engine, work, around, { step: 'cold' });
  notTried(engine, around, work.size, ['cold'], cold);
  if (!engine.seed) {
    notTried(engine, around, work.size, FAN_STEPS, `from nothing: ${cold}`);
    return false;
  }
  work.seed();
  work.seeded = true;
  return adopted(engine, work, around, engine.seed(work));
}

/**
 * Lets an engine take outputs for its own that were written by hand.
 * @param {Engine} engine
 * @param {Work} work
 * @param {Around} around
 * @param {readonly import('./measure.mjs').Command[]} commands
 */
function adopted(engine, work, around, commands) {
  const cell = { engine: engine.name, step: 'adopting', size: work.size };
  const hopes = hopeless(engine, around, 'adopting', work.size);
  if (hopes) {
    notTried(engine, around, work.size, ['adopting', ...FAN_STEPS], `adopting: ${hopes}`);
    return false;
  }
  let [cpu, wall] = [0, 0];
  for (const command of commands) {
    const seconds = secondsFor(around, 'adopting');
    const used = measure(work.folder, command, Math.max(1, seconds));
    cpu += used.cpu;
    wall += used.wall;
    if (used.ended === 0) continue;
    const late = used.ended === 'timeout';
    const why = `adopting: ${late ? cutOff(around, 'adopting', seconds) : shortly(used.words)}`;
    around.keep({ ...cell, state: late ? 'too long' : 'failed', why });
    notTried(engine, around, work.size, FAN_STEPS, why);
    return false;
  }
  around.keep({ ...cell, state: 'measured', cpu, wall });
  return true;
}

/** What is measured of a chain: each a step after the one before it. */
const CHAIN_STEPS = /** @type {const} */ ([
  'chain, cold',
  'chain, no-op',
  'chain, head changed',
  'chain, cutoff',
]);

/**
 * A chain from nothing, again, with another head, and with a head that its first job makes the same of.
 * @param {Engine} engine
 * @param {Around} around
 * @param {number} size
 */
export function chainSpeeds(engine, around, size) {
  const why = hopeless(engine, around, 'chain, cold', size);
  if (why) return notTried(engine, around, size, CHAIN_STEPS, why);
  const work = opened(engine, around, 'chain', 'chain', size, { careful: true });
  const edits = {
    'chain, head changed': () => work.change(0, 'second'),
    'chain, cutoff': () => work.remark(0),
  };
  stepwise(engine, work, around, CHAIN_STEPS, { edits });
  closed(work);
}
