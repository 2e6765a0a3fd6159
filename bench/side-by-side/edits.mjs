// What each engine runs again after which edit.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { closed, opened, run } from './runs.mjs';

/** @typedef {import('../engines/engine.mjs').Engine} Engine */
/** @typedef {import('./steps.mjs').Around} Around */
/** @typedef {import('./work.mjs').Work} Work */

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
      if (!run(engine, work, around, { step: `edit: ${step}` })) break;
    }
  }
  closed(work);
}
