// Many items in one node, which the other engines have no word for: what each way to come to 100,000 of them costs.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { explainSpeeds } from './explain.mjs';
import {
  command,
  framesText,
  IMPORTING,
  pipelineText,
  prepareFolder,
  program,
  STRUCTURE_BYTES,
} from './item-work.mjs';
import { secondsFor } from './limits.mjs';
import { measure, ROOT } from './measure.mjs';

/** @typedef {import('./steps.mjs').Around} Around */

/**
 * Steps in one folder, each kept as a cell.
 * @param {Around} around
 * @param {string} folder
 * @param {number} size
 */
export function openSteps(around, folder, size) {
  const limit = Math.max(1, secondsFor(around));
  /** @param {string} step */
  const cell = (step) => ({ engine: 'mlip-autopipec', step: `items, ${step}`, size, jobs: size });
  /** @param {string} step @param {object} figures */
  const keep = (step, figures) => around.keep({ ...cell(step), state: 'measured', ...figures });
  /** @param {string} step @param {{ ended: number | 'timeout', words: string }} used */
  const failed = (step, { ended, words }) => {
    const state = ended === 'timeout' ? 'too long' : 'failed';
    around.keep({ ...cell(step), state, why: words.slice(-160) });
  };
  /**
   * A run or a plan that has to make so many items, and where it runs has really calculated as many.
   * @param {string} step
   * @param {number} executed
   * @param {...string} argv
   */
  const step = (step, executed, ...argv) => {
    const { summary, calculated, ...used } = command(folder, argv, { limit });
    if (used.ended !== 0 || !summary) return failed(step, used);
    const ran = summary.items.executed;
    const really = argv[0] === 'run' && !argv.includes('--until') ? (calculated ?? 0) : executed;
    keep(step, { ...figures(used), ran, right: ran === executed && really === executed });
    return { ...used, outputs: summary.outputs };
  };
  /** @param {string} step @param {import('./measure.mjs').Command} asked */
  const other = (step, asked) => {
    const used = measure(folder, asked, limit);
    if (used.ended !== 0) return failed(step, used);
    keep(step, { ...figures(used), ran: 0, right: true });
    return used;
  };
  return { step, other, keep, failed, limit, folder, program };
}

const figures = ({ cpu, wall, megabytes }) => ({ cpu, wall, megabytes });

/** Parts of it that can be had alone. */
export const ITEM_PARTS = ['set', 'file', 'reader', 'kill'];

/**
 * @param {Around} around
 * @param {number} size
 * @param {readonly string[]} [parts] of {@link ITEM_PARTS}
 */
export function itemSpeeds(around, size, parts = ITEM_PARTS) {
  const folder = join(around.folder, `items-${size}`);
  const rattles = Math.ceil(size / 3) + 20;
  const write = (items) =>
    writeFileSync(join(folder, 'pipeline.yaml'), pipelineText(items, rattles));
  prepareFolder(folder);
  const steps = openSteps(around, folder, size);
  const anew = () => rmSync(join(folder, '.mlip'), { recursive: true, force: true });
  let outputs;
  if (parts.includes('set')) outputs = oneSet(steps, size, write);
  anew();
  if (parts.includes('file')) oneChanged(steps, size);
  anew();
  if (parts.includes('reader')) newReader(steps, size, rattles);
  anew();
  write(size);
  if (parts.includes('kill')) killedAndResumed(steps, size, outputs);
  rmSync(folder, { recursive: true });
}

/** A set from nothing, again, and edited; the outputs of the first run. */
function oneSet(steps, size, write) {
  const { step } = steps;
  write(size);
  step('structures built', 0, 'run', 'pipeline.yaml', '--until', 'structures');
  const cold = step('cold', size, 'run', 'pipeline.yaml');
  step('no-op', 0, 'run', 'pipeline.yaml');
  const idle = step('no-op', 0, 'run', 'pipeline.yaml');
  engineShare(steps, size, cold, idle);
  step('plan', 0, 'plan', 'pipeline.yaml');
  step('plan after an edit', size, 'plan', 'pipeline.yaml', '--set', 'cutoff=6');
  explainSpeeds(steps, () => write(size + 20));
  step('20 more', 20, 'run', 'pipeline.yaml');
  write(size - 20);
  step('plan, 20 fewer', 0, 'plan', 'pipeline.yaml');
  step('all known, the set another', 0, 'run', 'pipeline.yaml');
  return cold?.outputs;
}

/**
 * The explanations alone, over items that were run.
 * @param {Around} around
 * @param {number} size
 */
export function explainAlone(around, size) {
  const folder = join(around.folder, `explain-${size}`);
  const rattles = Math.ceil(size / 3) + 20;
  const write = (items) =>
    writeFileSync(join(folder, 'pipeline.yaml'), pipelineText(items, rattles));
  prepareFolder(folder);
  write(size);
  const steps = openSteps(around, folder, size);
  steps.step('cold', size, 'run', 'pipeline.yaml');
  explainSpeeds(steps, () => write(size + 20));
  rmSync(folder, { recursive: true });
}

/** What a new item costs the engine: a run from nothing, without what starting and the stage itself take. */
function engineShare({ folder, keep, limit }, size, cold, idle) {
  if (!cold || !idle) return;
  const argv = [process.execPath, 'alone.mjs', String(size), String(STRUCTURE_BYTES)];
  const { words } = measure(folder, { argv }, limit);
  const alone = Number(words);
  keep('the stage itself, alone', { cpu: alone, wall: alone, ran: size, right: alone > 0 });
  const cpu = cold.cpu - idle.cpu - alone;
  keep('the engine for new items', { cpu, wall: cpu, ran: size, right: true });
}

/** Structures come out of a file, and one of its frames becomes another. */
function oneChanged({ folder, step }, size) {
  writeFileSync(join(folder, 'imported.yaml'), IMPORTING);
  writeFileSync(join(folder, 'frames.extxyz'), framesText(size));
  step('out of a file, cold', size, 'run', 'imported.yaml');
  writeFileSync(join(folder, 'frames.extxyz'), framesText(size, size >> 1));
  step('one of them changed', 1, 'run', 'imported.yaml');
}

/** A back end with a reader, of which a new version comes: everything is read again, nothing calculated. */
function newReader({ folder, other, failed, keep, limit }, size, rattles) {
  writeFileSync(join(folder, 'reader.yaml'), pipelineText(size, rattles, 'label'));
  const argv = (version) => [
    process.execPath,
    join(ROOT, 'bench/side-by-side/reader.mjs'),
    version,
  ];
  other('with a reader, cold', { argv: argv('1') });
  const again = measure(folder, { argv: argv('2') }, limit);
  if (again.ended !== 0) return failed('a new reader', again);
  const { executed, cached, calculated } = JSON.parse(again.words);
  const right = executed === 0 && calculated === 0 && cached === size;
  keep('a new reader', { ...figures(again), ran: executed, right });
}

/** SIGKILL in the middle of a run from nothing, after so many items; then the same command again. */
function killedAndResumed({ folder, step, keep, failed, limit }, size, before) {
  let outputs = before;
  if (!outputs) {
    // What an uninterrupted run gives.
    outputs = step('not interrupted', size, 'run', 'pipeline.yaml')?.outputs;
    rmSync(join(folder, '.mlip'), { recursive: true });
  }
  step('structures built again', 0, 'run', 'pipeline.yaml', '--until', 'structures');
  const killAt = size >> 1;
  const killed = command(folder, ['run', 'pipeline.yaml'], {
    limit,
    env: { KILL_AT: `${killAt}` },
  });
  if (killed.ended !== -9) return failed('killed', killed);
  keep('killed half-way', { ...figures(killed), ran: killAt, done: killAt, right: true });
  const again = command(folder, ['run', 'pipeline.yaml'], { limit });
  if (again.ended !== 0 || !again.summary) return failed('resumed', again);
  const { executed, cached } = again.summary.items;
  const digest = (all) => all['labels.labels'].digest;
  const same = outputs && digest(outputs) === digest(again.summary.outputs);
  const right = same && executed + cached === size && again.calculated === executed;
  keep('resumed', { ...figures(again), ran: executed, done: cached, right });
}
