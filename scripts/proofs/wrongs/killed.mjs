// SIGKILL to the engine and its jobs at a moment that is held: six or seven jobs of 32 have ended, two more
// wait half-way through their outputs. Then the same command again.
import { doit } from '../../../bench/engines/doit.mjs';
import { make } from '../../../bench/engines/make.mjs';
import { mlipAutopipec } from '../../../bench/engines/mlip-autopipec.mjs';
import { redun } from '../../../bench/engines/redun.mjs';
import { snakemake } from '../../../bench/engines/snakemake.mjs';
import { killAndResume } from '../../../bench/side-by-side/kill.mjs';
import { endOf } from '../../../bench/side-by-side/limits.mjs';

const ITEMS = 30;

/**
 * @param {import('../../../bench/engines/engine.mjs').Engine} engine
 * @param {string} folder
 */
async function killed(engine, folder) {
  /** @type {import('../../../bench/side-by-side/steps.mjs').Cell[]} */
  const cells = [];
  const keep = (cell) => cells.push(cell);
  await killAndResume(engine, { folder, limit: 300, until: endOf(60), cells, keep }, ITEMS);
  const found = cells.find(({ step }) => step === 'kill');
  if (!found || found.done === undefined) throw new Error(`${engine.name} ended before the kill`);
  const { state, done, ran = 0, jobs = 0, right } = found;
  const refused = state === 'failed';
  const outputs = right ? 'outputs right' : 'half-written outputs stand';
  const words = refused
    ? `refused to run, nothing executed, until a person unlocks it`
    : `exit code 0, ${ran} of ${jobs} executed though ${done} had ended, ${outputs}`;
  return { refused, wrong: !refused && right === false, lost: ran > jobs - done, words };
}

/**
 * @param {string} what
 * @param {import('../../../bench/engines/engine.mjs').Engine} engine
 * @param {(found: Awaited<ReturnType<typeof killed>>) => boolean} bad
 * @returns {import('./case.mjs').Case}
 */
const killedCase = (what, engine, bad) => ({
  title: `kill -9 in the middle: ${what}`,
  engine,
  theirs: async (folder) => {
    const found = await killed(engine, folder);
    return { bad: bad(found), words: found.words };
  },
  ours: async (folder) => {
    const { refused, wrong, lost, words } = await killed(mlipAutopipec, folder);
    return { bad: refused || wrong || lost, words };
  },
});

export const killedCases = [
  killedCase('are half-written files taken for whole?', make, ({ wrong }) => wrong),
  killedCase('is what had ended done again?', redun, ({ lost }) => lost),
  killedCase('is what had ended done again?', doit, ({ lost }) => lost),
  killedCase('does the same command go on?', snakemake, ({ refused }) => refused),
];
