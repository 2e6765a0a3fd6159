// kill -9 of the engine, of a program that it runs, and of both, at random moments.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { digestsOf } from './engine-run.mjs';
import { copyOf, judgeNext, judgeThird, runIn, scenarios, sideBySide } from './faulted.mjs';
import { table } from './written.mjs';

const WHOM = /** @type {const} */ (['engine', 'program', 'both']);

/** The processes below one, from `/proc`: its programs, and theirs. */
function programsOf(engine) {
  const parents = new Map();
  for (const name of readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
    const fields = statOf(Number(name));
    if (fields) parents.set(Number(name), Number(fields[1]));
  }
  const below = (pid) => {
    const parent = parents.get(pid);
    return parent !== undefined && (parent === engine || below(parent));
  };
  return [...parents.keys()].filter(below);
}

/** What follows the name in `/proc/PID/stat`. */
function statOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

/** Whether that very process still runs: a pid may be someone else's by now. */
const isSame = ({ pid, began }) => {
  const fields = statOf(pid);
  return fields !== undefined && fields[0] !== 'Z' && fields[19] === began;
};

/**
 * One kill, and what was wrong in the run after it. A program is killed as soon as there is one after the
 * moment; `undefined` where the run had ended before.
 */
async function killOnce(folder, scenario, whole, whom, after) {
  const at = mkdtempSync(join(folder, 'moment-'));
  try {
    copyOf(scenario.template, at);
    /** @type {{ pid: number, began: string | undefined }[]} */
    let left = [];
    const kill = async (engine) => {
      await pause(after * 1000);
      let programs = programsOf(engine);
      while (whom !== 'engine' && programs.length === 0 && statOf(engine)?.[0] !== undefined) {
        if (statOf(engine)?.[0] === 'Z') return;
        await pause(2);
        programs = programsOf(engine);
      }
      left = programs.map((pid) => ({ pid, began: statOf(pid)?.[19] }));
      if (whom !== 'program') process.kill(engine, 'SIGKILL');
      for (const pid of whom === 'engine' ? [] : programs.slice(0, 1)) process.kill(pid, 'SIGKILL');
    };
    const hurt = await runIn(at, scenario.argv, {
      started: (pid) => kill(pid).catch(() => undefined),
    });
    if (hurt.code === 0) return undefined;
    const orphans = whom === 'program' ? [] : left.filter(isSame);
    /** @type {unknown[]} */
    let stray;
    const onEvent = ({ type }) => {
      if (type !== 'run-started') stray ??= orphans.filter(isSame);
    };
    const next = await runIn(at, scenario.argv, { onEvent });
    const problems = judgeNext(at, scenario, { hurt, next, whole });
    if (whom === 'program' && hurt.code !== 1)
      problems.push(`the hurt run exits ${hurt.code}: ${hurt.stderr}`);
    if (stray?.length) problems.push(`${stray.length} programs of the killed engine still run`);
    if (after > 1.5) problems.push(...(await judgeThird(at, scenario.argv, {})));
    return { problems, orphans: orphans.length, paid: hurt.paid.length };
  } finally {
    for (const path of [at, `${at}.paid`]) rmSync(path, { recursive: true, force: true });
  }
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
  const counts = Object.fromEntries(WHOM.map((whom) => [whom, { kills: 0, orphans: 0, wrong: 0 }]));
  const tries = Array.from({ length: times }, (_, at) => WHOM[at % WHOM.length]);
  await sideBySide(tries, 3, async (whom) => {
    for (let drawn = 0; drawn < 20; drawn++) {
      const after = random() * run.seconds;
      const found = await killOnce(folder, scenario, whole, whom, after);
      // A run that ends before its kill proves nothing: another moment is drawn.
      if (!found) continue;
      const count = counts[whom];
      count.kills += 1;
      count.orphans += found.orphans;
      if (found.problems.length === 0) return;
      count.wrong += 1;
      console.log(`${whom} killed after ${after.toFixed(3)} s: ${found.problems.join('; ')}`);
      return;
    }
  });
  const rows = WHOM.map((whom) => [
    whom,
    counts[whom].kills,
    counts[whom].orphans,
    counts[whom].wrong,
  ]);
  for (const row of rows)
    console.log(`killed: ${row[0]}, ${row[1]} times, ${row[2]} programs left, ${row[3]} wrong`);
  const sum = (name) => WHOM.reduce((total, whom) => total + counts[whom][name], 0);
  const body = `Kills at random moments of a run of ${run.seconds.toFixed(1)} s with paid labels that are programs and a command with a program of its own.\n\n${table(['killed', 'times', 'programs left running and ended by the next run', 'wrong'], rows)}`;
  return { count: sum('kills'), failures: sum('wrong'), body };
}
