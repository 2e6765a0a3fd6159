// One engine run once or several times in a workspace of its own, with an eye on the clock.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cutOff, hopeless, secondsFor } from './limits.mjs';
import { measure } from './measure.mjs';
import { Work } from './work.mjs';

/** @typedef {import('../engines/engine.mjs').Engine} Engine */
/** @typedef {import('./steps.mjs').Around} Around */

/**
 * @param {Engine} engine
 * @param {Around} around
 * @param {string} kind
 * @param {import('./work.mjs').Shape} shape
 * @param {number} size
 * @param {{ held?: boolean, careful?: boolean }} [options]
 */
export function opened(engine, { folder }, kind, shape, size, options) {
  const place = join(folder, `${engine.name.replace(/\W+/g, '-')}-${kind}-${size}`);
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place, { recursive: true });
  const work = new Work(place, shape, size, options);
  engine.prepare(work);
  return work;
}

/** @param {Work} work */
export const closed = (work) => rmSync(work.folder, { recursive: true, force: true });

/**
 * Makes an edit and runs an engine up to `repeats` times, of which the least is kept; true where it went well. What
 * there is no time for is neither edited nor run.
 * @param {Engine} engine
 * @param {Work} work
 * @param {Around} around
 * @param {{ step: string, repeats?: number, why?: string, edit?: () => void }} what
 */
export function run(engine, work, around, { step, repeats = 1, why, edit }) {
  const untried = hopeless(engine, around, step, work.size);
  const cell = { engine: engine.name, step, size: work.size };
  if (untried) {
    around.keep({ ...cell, state: 'not tried', why: untried });
    return false;
  }
  edit?.();
  const found = repeated(engine, work, around, step, repeats);
  const { ended, words, seconds } = found.last;
  if (ended !== 0) {
    const state = ended === 'timeout' ? 'too long' : 'failed';
    const said = ended === 'timeout' ? cutOff(around, step, seconds) : shortly(words);
    around.keep({ ...cell, state, why: said });
    work.broken = true;
    return false;
  }
  around.keep({
    ...cell,
    ...found.least,
    jobs: work.jobs,
    state: 'measured',
    ran: work.ran(),
    right: work.right(),
    ...(why && { why }),
  });
  return true;
}

/**
 * @param {Engine} engine
 * @param {Work} work
 * @param {Around} around
 * @param {string} step
 * @param {number} repeats
 */
function repeated(engine, work, around, step, repeats) {
  const found = [];
  let seconds = 0;
  for (let round = 0; round < repeats; round++) {
    work.forget();
    seconds = secondsFor(around, step);
    found.push(measure(work.folder, engine.command(work), Math.max(1, seconds)));
    // What takes long is not repeated: its figure stands well above the noise.
    if (found.at(-1)?.ended !== 0 || found.reduce((sum, { wall }) => sum + wall, 0) > 15) break;
  }
  const last = found.at(-1);
  return {
    last: { ended: last?.ended, words: last?.words ?? '', seconds },
    least: {
      cpu: Math.min(...found.map(({ cpu }) => cpu)),
      wall: Math.min(...found.map(({ wall }) => wall)),
      megabytes: Math.max(...found.map(({ megabytes }) => megabytes)),
    },
  };
}

/**
 * The last line that says what was wrong.
 * @param {string} words
 */
export function shortly(words) {
  const lines = words.split('\n').filter((line) => line.trim() !== '');
  const telling =
    lines.findLast((line) => /error|exception/i.test(line)) ??
    lines.at(-1) ??
    'it says nothing with its quiet option';
  return telling.trim().slice(0, 100);
}

/** Least of several, and one of each kind at least. @param {string} step @param {number} size */
const repeatsOf = (step, size) => (step.endsWith('no-op') ? (size > 20_000 ? 4 : 3) : 1);

/**
 * Steps one after the other. Where one was cut off or failed, what comes after it would be measured from there.
 * @param {Engine} engine
 * @param {Work} work
 * @param {Around} around
 * @param {readonly string[]} steps
 * @param {{ edits: { readonly [step: string]: () => void }, why?: string | undefined }} how
 */
export function stepwise(engine, work, around, steps, { edits, why }) {
  for (const [at, step] of steps.entries()) {
    const repeats = repeatsOf(step, work.size);
    run(engine, work, around, { step, repeats, ...(why && { why }), edit: edits[step] });
    if (!work.broken) continue;
    const rest = steps.slice(at + 1);
    return notTried(engine, around, work.size, rest, `after “${step}”, which did not end well`);
  }
}

/**
 * @param {Engine} engine
 * @param {Around} around
 * @param {number} size
 * @param {readonly string[]} steps
 * @param {string} why
 */
export function notTried(engine, around, size, steps, why) {
  for (const step of steps) {
    around.keep({ engine: engine.name, step, size, state: 'not tried', why });
  }
}
