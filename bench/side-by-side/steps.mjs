// What is measured of one engine: first and later runs of a fan and of a chain, what is run again after which
// edit, and what a kill leaves.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measure } from './measure.mjs';
import { Work } from './work.mjs';

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
 * @property {string} [why] words, where it was not simply measured
 */

/**
 * @typedef {object} Around
 * @property {string} folder where to work
 * @property {number} limit CPU seconds that one run may take; five times as long on the wall
 * @property {(cell: Cell) => void} keep
 * @property {readonly Cell[]} cells what was kept so far
 */

/** @typedef {import('../engines/engine.mjs').Engine} Engine */

/** Seconds that making an engine believe outputs may take. */
const SEEDING_LIMIT = 600;

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
 * Runs an engine up to `repeats` times and keeps the least; true where it went well.
 * @param {Engine} engine
 * @param {Work} work
 * @param {Around} around
 * @param {{ step: string, repeats?: number, why?: string }} what
 */
function run(engine, work, around, { step, repeats = 1, why }) {
  const found = [];
  for (let round = 0; round < repeats; round++) {
    work.forget();
    found.push(measure(work.folder, engine.command(work), 5 * around.limit));
    // What takes long is not repeated: its figure stands well above the noise.
    if (found.at(-1)?.ended !== 0 || found.reduce((sum, { wall }) => sum + wall, 0) > 20) break;
  }
  const last = found.at(-1);
  const cell = { engine: engine.name, step, size: work.size, jobs: work.jobs };
  if (last?.ended === 'timeout') {
    around.keep({ ...cell, state: 'too long', why: `> ${5 * around.limit} s on the wall` });
    return false;
  }
  if (last?.ended !== 0) {
    around.keep({ ...cell, state: 'failed', why: shortly(last?.words ?? '') });
    return false;
  }
  around.keep({
    ...cell,
    state: 'measured',
    cpu: Math.min(...found.map(({ cpu }) => cpu)),
    wall: Math.min(...found.map(({ wall }) => wall)),
    megabytes: Math.max(...found.map(({ megabytes }) => megabytes)),
    ran: work.ran(),
    right: work.right(),
    ...(why && { why }),
  });
  return true;
}

/**
 * The last line that says what was wrong.
 * @param {string} words
 */
function shortly(words) {
  const lines = words.split('\n').filter((line) => line.trim() !== '');
  const telling =
    lines.findLast((line) => /error|exception/i.test(line)) ??
    lines.at(-1) ??
    'it says nothing with its quiet option';
  return telling.trim().slice(0, 100);
}

/**
 * Why a size is not even tried: a smaller one took too long for it, or failed.
 * @param {Engine} engine
 * @param {Around} around
 * @param {string} step
 * @param {number} size
 */
function hopeless(engine, { cells, limit }, step, size) {
  const before = cells.findLast(
    (cell) => cell.engine === engine.name && cell.step === step && cell.size < size,
  );
  if (!before) return undefined;
  if (before.state !== 'measured') return `${before.size} jobs: ${before.why}`;
  const expected = ((before.cpu ?? 0) * size) / before.size;
  if (expected <= limit) return undefined;
  return `${before.size} took ${(before.cpu ?? 0).toFixed(1)} s of CPU, limit ${limit} s`;
}

/**
 * A fan from nothing, again, with one input changed, with every input touched.
 * @param {Engine} engine
 * @param {Around} around
 * @param {number} size
 */
export function fanSpeeds(engine, around, size) {
  const nothing = hopeless(engine, around, 'no-op', size);
  if (nothing) {
    const cell = { engine: engine.name, size, state: /** @type {const} */ ('not tried') };
    for (const step of ['cold', 'no-op', 'one input changed']) {
      around.keep({ ...cell, step, why: nothing });
    }
    return;
  }
  const work = opened(engine, around, 'fan', 'fan', size);
  if (filled(engine, work, around)) {
    const why = work.seeded ? 'outputs written by hand, then adopted' : undefined;
    run(engine, work, around, { step: 'no-op', repeats: size > 20_000 ? 2 : 3, why });
    work.change(size >> 1, 'second');
    run(engine, work, around, { step: 'one input changed', why });
    work.touch();
    run(engine, work, around, { step: 'touch all', why });
    work.epochs += 1;
    engine.prepare(work);
    run(engine, work, around, { step: 'parameter', why });
    if (engine.otherForm) inOtherForm(engine.otherForm, work, around);
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
  run(engine, work, around, { step: 'first time in this form' });
  run(engine, work, around, { step: 'no-op', repeats: work.size > 20_000 ? 2 : 3 });
  work.change(work.size >> 1, 'third');
  run(engine, work, around, { step: 'one input changed' });
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
  const cell = { engine: engine.name, step: 'cold', size: work.size };
  around.keep({ ...cell, state: 'not tried', why: cold });
  if (!engine.seed) {
    for (const step of ['no-op', 'one input changed']) {
      around.keep({ ...cell, step, state: 'not tried', why: `cold: ${cold}` });
    }
    return false;
  }
  work.seed();
  work.seeded = true;
  for (const command of engine.seed(work)) {
    const { ended, words } = measure(work.folder, command, SEEDING_LIMIT);
    if (ended === 0) continue;
    const why = ended === 'timeout' ? `adopting: > ${SEEDING_LIMIT} s` : shortly(words);
    around.keep({ ...cell, step: 'no-op', state: 'too long', why });
    return false;
  }
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
  const before = around.cells.findLast(
    ({ engine: name, step }) => name === engine.name && step === 'cold',
  );
  const each = before?.state === 'measured' ? (before.cpu ?? 0) / before.size : 0;
  const why =
    hopeless(engine, around, 'chain, cold', size) ??
    (each * size > around.limit
      ? `${Math.round(1000 * each)} ms of CPU a job, limit ${around.limit} s`
      : '');
  if (why) {
    const cell = { engine: engine.name, size, state: /** @type {const} */ ('not tried'), why };
    for (const step of CHAIN_STEPS) around.keep({ ...cell, step });
    return;
  }
  const work = opened(engine, around, 'chain', 'chain', size, { careful: true });
  if (run(engine, work, around, { step: 'chain, cold' })) {
    run(engine, work, around, { step: 'chain, no-op', repeats: 2 });
    work.change(0, 'second');
    run(engine, work, around, { step: 'chain, head changed' });
    work.remark(0);
    run(engine, work, around, { step: 'chain, cutoff' });
  }
  closed(work);
}

/** @type {readonly (readonly [step: string, edit: (work: Work, engine: Engine) => void])[]} */
const EDITS = [
  ['again', () => {}],
  ['one input changed', (work) => work.change(work.size >> 1, 'second')],
  ['every input touched', (work) => work.touch()],
  [
    'a comment in the workflow',
    (work, { workflow }) => {
      const file = join(work.folder, workflow);
      writeFileSync(file, `# a comment\n${readFileSync(file, 'utf8')}`);
    },
  ],
  [
    'a parameter of one node',
    (work) => {
      work.epochs += 1;
    },
  ],
  ['ten items more', (work) => work.add(10)],
  ['an input changed, its output not', (work) => work.remark(3)],
];

/** The edits of `behaviour`, in order. */
export const EDITED = EDITS.map(([step]) => step);

/**
 * How many jobs run after each edit, and whether the outputs are right.
 * @param {Engine} engine
 * @param {Around} around
 * @param {number} size
 */
export function behaviour(engine, around, size) {
  const work = opened(engine, around, 'edits', 'fan', size, { careful: true });
  if (run(engine, work, around, { step: 'before the edits' })) {
    for (const [step, edit] of EDITS) {
      edit(work, engine);
      if (step !== 'a comment in the workflow') engine.prepare(work);
      run(engine, work, around, { step: `edit: ${step}` });
    }
  }
  closed(work);
}
