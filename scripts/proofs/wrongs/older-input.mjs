// An input is replaced by another file that is older than the output: unpacked, moved or copied with its time.
import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { make } from '../../../bench/engines/make.mjs';
import { ninja } from '../../../bench/engines/ninja.mjs';
import { OURS, prepared, read, run, write } from './case.mjs';

const MAKEFILE = 'out.txt: in.txt\n\t@cp in.txt out.txt\n';
const NINJA = 'rule copy\n  command = cp $in $out\nbuild out.txt: copy in.txt\n';
const PIPELINE = `version: 1
name: older
nodes:
  copy:
    uses: command
    with:
      argv: [cp, in.txt, made.txt]
      files: { in.txt: in.txt }
      outputs: { made: made.txt }
    publish: { made: out.txt }
`;

/**
 * @param {string} folder
 * @param {import('../../../bench/side-by-side/measure.mjs').Command} command
 */
function replaced(folder, command) {
  write(folder, { 'in.txt': 'one\n' });
  utimesSync(join(folder, 'in.txt'), 2_000_000, 2_000_000);
  prepared(folder, command);
  write(folder, { 'in.txt': 'two\n' });
  utimesSync(join(folder, 'in.txt'), 1_000_000, 1_000_000);
  const { ended } = run(folder, command);
  const out = read(folder, 'out.txt').trim();
  return { bad: out !== 'two', words: `exit code ${ended}, the input is two, the output ${out}` };
}

/**
 * @param {import('../../../bench/engines/engine.mjs').Engine} engine
 * @param {string} file
 * @param {string} text
 * @returns {import('./case.mjs').Case}
 */
const olderFor = (engine, file, text) => ({
  title: 'an input is replaced by an older file',
  engine,
  theirs: (folder) => {
    write(folder, { [file]: text });
    return replaced(folder, engine.command(/** @type {any} */ ({ folder })));
  },
  ours: (folder) => {
    write(folder, { 'pipeline.yaml': PIPELINE });
    return replaced(folder, OURS);
  },
});

export const olderInputs = [
  olderFor(make, 'Makefile', MAKEFILE),
  olderFor(ninja, 'build.ninja', NINJA),
];
