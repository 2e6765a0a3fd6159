// kill -9 of the engine, of a program that it runs, and of both: at random moments, and while a program runs
// that would outlive the engine by minutes.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { digestsOf } from './engine-run.mjs';
import {
  begunIn,
  copyOf,
  discard,
  judgeNext,
  judgeThird,
  runIn,
  scenarios,
  sideBySide,
} from './faulted.mjs';
import { began, endNow, runs } from './processes.mjs';
import { table } from './written.mjs';

const WHOM = /** @type {const} */ (['engine', 'program', 'both']);
/** The scenario runs so many programs. */
const PROGRAMS = 2;

/**
 * @typedef {object} Moment
 * @property {typeof WHOM[number]} whom
 * @property {number} after seconds after the start, or after the program that is held has begun
 * @property {number} [held] the number of the program that would not end by itself
 */

/** Waits for the moment and kills; resolves to the programs and children that were there. */
async function killAt(at, engine, { whom, after, held = 0 }) {
  const wanted = whom === 'engine' && !held ? 0 : Math.max(1, held);
  if (held === 0) await pause(after * 1000);
  const running = () => begunIn(at).children.filter((pid) => runs({ pid }));
  while (runs({ pid: engine })) {
    if (wanted === 0) break;
    if (begunIn(at).children.length >= wanted && running().length > 0) break;
    await pause(2);
  }
  if (held > 0) await pause(after * 1000);
  const { programs, children } = begunIn(at);
  const left = [...programs, ...children].map((pid) => ({ pid, began: began(pid) })).filter(runs);
  if (whom !== 'program') process.kill(engine, 'SIGKILL');
  const hit = programs.filter((pid) => left.some((one) => one.pid === pid)).slice(-1);
  for (const pid of whom === 'engine' ? [] : hit) process.kill(pid, 'SIGKILL');
  return left;
}

/**
 * One kill, and what was wrong in the run after it; `undefined` where the run had ended before.
 * @param {string} folder
 * @param {import('./faulted.mjs').Scenario} scenario
 * @param {any} whole
 * @param {Moment} moment
 */
async function killOnce(folder, scenario, whole, moment) {
  const at = mkdtempSync(join(folder, 'moment-'));
  /** @type {{ pid: number, began?: string }[]} */
  let left = [];
  try {
    copyOf(scenario.template, at);
    if (moment.held) writeFileSync(`${at}.held`, `${moment.held}\n`);
    /** @type {Promise<{ pid: number, began?: string }[]>} */
    let kill = Promise.resolve([]);
    const started = (pid) => {
      kill = killAt(at, pid, moment).catch(() => []);
    };
    const hurt = await runIn(at, scenario.argv, { started });
    left = await kill;
    if (hurt.code === 0) return undefined;
    rmSync(`${at}.held`, { force: true });
    const problems = [];
    const after = left.filter(runs);
    if (moment.whom === 'program') {
      if (hurt.code !== 1) problems.push(`the hurt run exits ${hurt.code}: ${hurt.stderr}`);
      if (after.length > 0) problems.push(`${after.length} programs outlive a run that ended`);
    }
    const { next, stray } = await goOn(at, scenario, after);
    problems.push(...judgeNext(at, scenario, { hurt, next, whole }));
    if (stray > 0) problems.push(`${stray} programs of the killed engine still run`);
    if (moment.after > 1.5) problems.push(...(await judgeThird(at, scenario.argv, {})));
    return { problems, orphans: after.length };
  } finally {
    for (const one of left) if (runs(one)) endNow(one.pid);
    discard(at);
  }
}

/** The next run, and how many of these programs were still there when it began to do something. */
async function goOn(at, { argv }, orphans) {
  /** @type {number | undefined} */
  let stray;
  const onEvent = ({ type }) => {
    if (type !== 'run-started') stray ??= orphans.filter(runs).length;
  };
  const next = await runIn(at, argv, { onEvent });
  return { next, stray: stray ?? orphans.filter(runs).length };
}

/**
 * Half of the kills at random moments, half while a program is held.
 * @param {number} number
 * @param {number} seconds that an uninterrupted run takes
 * @param {() => number} random
 * @returns {Moment}
 */
function momentOf(number, seconds, random) {
  const whom = WHOM[number % WHOM.length];
  if (Math.floor(number / WHOM.length) % 2 === 1) return { whom, after: random() * seconds };
  return { whom, held: 1 + Math.floor(random() * PROGRAMS), after: 0.3 * random() };
}

/**
 * So many kills; what is wrong, and the words for the proof.
 * @param {string} folder
 * @param {number} times
 * @param {() => number} random
 */
export async function killMoments(folder, times, random) {
  const [scenario] = await scenarios(folder, { pause: 0.4 });
  const plain = mkdtempSync(join(folder, 'plain-'));
  copyOf(scenario.template, plain);
  const run = await runIn(plain, scenario.argv);
  if (run.code !== 0) throw new Error(`the pipeline itself fails: ${run.stderr}`);
  const whole = { ...run, digests: digestsOf(run.summary) };
  const counts = Object.fromEntries(
    WHOM.map((whom) => [whom, { free: 0, held: 0, orphans: 0, wrong: 0 }]),
  );
  const tries = Array.from({ length: times }, (_, at) => at);
  await sideBySide(tries, 3, async (number) => {
    for (let drawn = 0; drawn < 20; drawn++) {
      const moment = momentOf(number, run.seconds, random);
      const found = await killOnce(folder, scenario, whole, moment);
      // A run that ends before its kill proves nothing: another moment is drawn.
      if (!found) continue;
      const count = counts[moment.whom];
      count[moment.held ? 'held' : 'free'] += 1;
      count.orphans += found.orphans;
      if (found.problems.length === 0) return;
      count.wrong += 1;
      console.log(`${JSON.stringify(moment)}: ${found.problems.join('; ')}`);
      return;
    }
  });
  return told(counts, run.seconds);
}

function told(counts, seconds) {
  const rows = WHOM.map((whom) => {
    const { free, held, orphans, wrong } = counts[whom];
    return [whom, free, held, orphans, wrong];
  });
  for (const [whom, free, held, orphans, wrong] of rows)
    console.log(
      `killed: ${whom}, ${free + held} times, ${orphans} programs left running, ${wrong} wrong`,
    );
  const sum = (place) => rows.reduce((total, row) => total + Number(row[place]), 0);
  const head = [
    'killed',
    'at a random moment',
    'while a program ran that would last ten minutes',
    'programs and children left running, all ended by the next run unless it is wrong',
    'wrong',
  ];
  const body = `Kills in a run of ${seconds.toFixed(1)} s with paid labels that are programs and a command with a program of its own, each with a child. A program killed alone fails the run, which itself ends what that program left.\n\n${table(head, rows)}`;
  return { count: sum(1) + sum(2), failures: sum(4), orphans: sum(3), body };
}
