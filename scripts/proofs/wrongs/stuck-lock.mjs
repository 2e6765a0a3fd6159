// SIGKILL while the engine holds its lock. DVC's is a JSON file that it rewrites in place, time and again: it is
// killed when that file is seen empty.

import { spawn } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { dvc } from '../../../bench/engines/dvc.mjs';
import { mlipAutopipec } from '../../../bench/engines/mlip-autopipec.mjs';
import { killedWhen, tree } from '../../../bench/side-by-side/kill.mjs';
import { endOf } from '../../../bench/side-by-side/limits.mjs';
import { environment } from '../../../bench/side-by-side/measure.mjs';
import { closed, opened } from '../../../bench/side-by-side/runs.mjs';
import { run } from './case.mjs';

/** How many runs may end, or leave a whole file behind, before it is said that it was not seen. */
const TRIES = 10;
const STAGES = 20;

/**
 * Looks at the lock file as often as it can, without yielding, until it is empty or the run has ended.
 * @param {string} file
 * @param {number} pid
 */
function waitUntilEmpty(file, pid) {
  let seen = false;
  while (running(pid)) {
    // A hundred looks at the file for one at the process.
    for (let look = 0; look < 100; look++) {
      const size = statSync(file, { throwIfNoEntry: false })?.size;
      seen ||= (size ?? 0) > 0;
      if (size === 0 && seen) return true;
    }
  }
  return false;
}

/** @param {number} pid */
function running(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z';
  } catch {
    return false;
  }
}

/** One run of DVC that is killed as its lock file is empty; what the next run says. */
async function once(folder) {
  const around = { folder, limit: 300, until: endOf(60), cells: [], keep: () => {} };
  const work = opened(dvc, around, 'lock', 'fan', STAGES);
  const { argv, env = {} } = dvc.command(work);
  const [program = '', ...words] = argv;
  const settings = { cwd: work.folder, env: environment(env), detached: true };
  const child = spawn(program, words, { ...settings, stdio: 'ignore' });
  const ended = new Promise((resolve) => child.on('close', resolve));
  const lock = join(work.folder, '.dvc/tmp/rwlock');
  if (waitUntilEmpty(lock, child.pid ?? 0)) {
    for (const pid of tree(child.pid ?? 0)) process.kill(pid, 'SIGKILL');
  }
  await ended;
  // Twice, and told to speak: what a person sees who just tries again.
  const loud = { argv: argv.filter((word) => word !== '-q'), env };
  run(work.folder, loud);
  const next = run(work.folder, loud);
  const right = work.right();
  closed(work);
  return { next, right };
}

/** @type {import('./case.mjs').Case} */
export const stuckLock = {
  title: 'kill -9 while the lock is held or written: does the same command go on?',
  engine: dvc,
  theirs: async (folder) => {
    for (let round = 1; round <= TRIES; round++) {
      const { next, right } = await once(folder);
      if (next.ended === 0 && right) continue;
      const line = next.words.split('\n').find((one) => one.includes('ERROR')) ?? next.words;
      const said = line
        .trim()
        .replace(/\S*\/(?=\.dvc\/)/g, '')
        .slice(0, 200);
      const words = `killed once its lock file was seen empty (kill ${round}); the second run after it: exit code ${next.ended}, ${said}`;
      return { bad: true, words };
    }
    return { bad: false, words: `${TRIES} kills, each went on` };
  },
  ours: async (folder) => {
    const around = { folder, limit: 300, until: endOf(60), cells: [], keep: () => {} };
    const work = opened(mlipAutopipec, around, 'lock', 'fan', STAGES, { held: true });
    await killedWhen(work.folder, mlipAutopipec.command(work), () => work.waiting() > 0, 300);
    work.release();
    const { ended } = run(work.folder, mlipAutopipec.command(work));
    const right = work.right();
    closed(work);
    const words = `exit code ${ended}, outputs ${right ? 'right' : 'wrong'}`;
    return { bad: ended !== 0 || !right, words };
  },
};
