import { join } from 'node:path';
import { firstLine, installed } from '../side-by-side/install.mjs';
import { each, JOBS } from './engine.mjs';

const program = () => join(installed('ninja'), 'ninja');
/** @param {string} line */
const quoted = (line) =>
  line.replaceAll('$', '$$').replaceAll('$$in', '$in').replaceAll('$$out', '$out');

/** Compares before it writes, so that `restat` can stop what is below. */
const careful = (line) =>
  line.replace('> $out', '> $out.new') +
  ' && if cmp -s $out.new $out; then rm $out.new; else mv $out.new $out; fi';

/** @param {import('../side-by-side/work.mjs').Work} work */
function fan(work) {
  const line = work.job('$in', '$out', '$out');
  return [
    'rule label',
    `  command = : ${work.cutoff}; ${quoted(work.careful ? careful(line) : line)}`,
    ...(work.careful ? ['  restat = 1'] : []),
    'rule collect',
    `  command = ${quoted(work.collect('$out'))}`,
    'rule train',
    `  command = ${quoted(work.train('$in', '$out', String(work.epochs)))}`,
    ...each(work.size, (i) => `build ${work.output(i)}: label ${work.input(i)}`),
    `build out/collect.txt: collect | ${each(work.size, (i) => work.output(i)).join(' ')}`,
    'build out/model.txt: train out/collect.txt',
  ];
}

/** @param {import('../side-by-side/work.mjs').Work} work */
const chain = (work) => [
  'rule link',
  `  command = ${quoted(work.job('$in', '$out', '$out'))}`,
  ...each(work.size, (i) => `build ${work.output(i)}: link ${work.before(i)}`),
];

/** @type {import('./engine.mjs').Engine} */
export const ninja = {
  name: 'ninja',
  settings: 'early cutoff: `restat = 1` and a job that compares before it writes',
  version: () => firstLine(program(), '--version'),
  workflow: 'build.ninja',
  prepare: (work) => {
    const lines = work.shape === 'fan' ? fan(work) : chain(work);
    work.write('build.ninja', `${lines.join('\n')}\n`);
  },
  command: () => ({ argv: [program(), '--quiet', `-j${JOBS}`] }),
};
