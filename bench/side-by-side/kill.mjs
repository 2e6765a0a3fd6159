// SIGKILL to an engine and all of its jobs, at a moment that is held: some jobs have ended, which the engine knows
// since it has started others, and those wait half-way through their outputs.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { JOBS } from '../engines/engine.mjs';
import { secondsFor } from './limits.mjs';
import { environment, measure } from './measure.mjs';
import { closed, opened } from './runs.mjs';

/**
 * A process and all below it, as /proc says.
 * @param {number} root
 */
export function tree(root) {
  /** @type {Map<number, number[]>} */
  const children = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
    } catch {
      // It has ended meanwhile.
    }
  }
  const found = [root];
  for (const one of found) found.push(...(children.get(one) ?? []));
  return found;
}

/** @param {number} pid @param {NodeJS.Signals} signal */
function send(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}

/**
 * Starts a command, waits until `ready`, for so many seconds, and kills it with all that it started. What it came to:
 * `killed` at that moment, `ended` before it, or `late` where the moment never came.
 * @param {string} cwd
 * @param {import('./measure.mjs').Command} command
 * @param {() => boolean} ready
 * @param {number} seconds
 * @returns {Promise<'killed' | 'ended' | 'late'>}
 */
export async function killedWhen(cwd, { argv: [program, ...argv], env = {} }, ready, seconds) {
  const child = spawn(program ?? '', argv, {
    cwd,
    env: environment(env),
    stdio: 'ignore',
    detached: true,
  });
  let over = false;
  const ended = new Promise((resolve) => {
    child.on('close', () => {
      over = true;
      resolve(undefined);
    });
  });
  const end = performance.now() + 1000 * seconds;
  // The jobs hold themselves; this only looks whether they do.
  while (!over && !ready() && performance.now() < end) await pause(20);
  const came = ready() ? 'killed' : 'late';
  const all = over ? [] : tree(child.pid ?? 0);
  for (const pid of all) send(pid, 'SIGSTOP');
  for (const pid of all) send(pid, 'SIGKILL');
  await ended;
  return all.length > 0 ? came : 'ended';
}

/**
 * @param {import('../engines/engine.mjs').Engine} engine
 * @param {import('./steps.mjs').Around} around
 * @param {number} size
 */
export async function killAndResume(engine, around, size) {
  const work = opened(engine, around, 'kill', 'fan', size, { held: true });
  const held = () => work.waiting() >= (engine.atATime ?? JOBS);
  const seconds = secondsFor(around);
  const came = await killedWhen(work.folder, engine.command(work), held, seconds);
  const done = work.ran();
  work.release();
  const cell = { engine: engine.name, size, jobs: work.jobs };
  const again = (command, step) => {
    work.forget();
    const { ended, words } = measure(work.folder, command, Math.max(1, secondsFor(around)));
    const ran = work.ran();
    const found = { ...cell, step, ran, right: work.right(), done };
    around.keep({
      ...found,
      state: ended === 0 ? 'measured' : 'failed',
      why: ended === 0 ? '' : words.slice(-160),
    });
    return ended === 0;
  };
  const untimely = came === 'late' ? `not there after ${seconds} s` : 'ended before the kill';
  if (came !== 'killed') around.keep({ ...cell, step: 'kill', state: 'failed', why: untimely });
  else if (!again(engine.command(work), 'kill') && engine.recover) {
    const commands = [...engine.recover(work)];
    const last = commands.pop();
    for (const command of commands) measure(work.folder, command, Math.max(1, secondsFor(around)));
    if (last) again(last, 'kill, by hand');
  }
  closed(work);
}
