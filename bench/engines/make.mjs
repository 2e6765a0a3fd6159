import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { firstLine } from '../side-by-side/install.mjs';
import { each, JOBS } from './engine.mjs';

/** @param {import('../side-by-side/work.mjs').Work} work */
function fan(work) {
  work.write('config/cutoff', `${work.cutoff}\n`);
  work.write('config/epochs', `${work.epochs}\n`);
  return [
    'ITEMS := $(patsubst in/s%.txt,out/l%.txt,$(wildcard in/s*.txt))',
    'all: out/model.txt',
    'out/l%.txt: in/s%.txt config/cutoff',
    `\t@${work.job('$<', '$@', '$@')}`,
    'out/collect.txt: $(ITEMS)',
    `\t@${work.collect('$@')}`,
    'out/model.txt: out/collect.txt config/epochs',
    `\t@${work.train('$<', '$@', '`cat config/epochs`')}`,
  ];
}

/** @param {import('../side-by-side/work.mjs').Work} work */
const chain = (work) => [
  `all: ${work.output(work.size - 1)}`,
  ...each(work.size, (i) => {
    const line = work.job('$<', '$@', '$@');
    return `${work.output(i)}: ${work.before(i)}\n\t@${line}`;
  }),
];

/** @type {import('./engine.mjs').Engine} */
export const make = {
  name: 'make',
  settings: 'a file for each parameter; `-rR`, `.DELETE_ON_ERROR`',
  version: () => firstLine('make', '--version').replace('GNU Make ', ''),
  workflow: 'Makefile',
  prepare: (work) => {
    const lines = work.shape === 'fan' ? fan(work) : chain(work);
    const head = ['MAKEFLAGS += -rR', '.DELETE_ON_ERROR:'];
    work.write('Makefile', `${[...head, ...lines].join('\n')}\n`);
  },
  command: () => ({ argv: ['make', '-s', `-j${JOBS}`] }),
  seed: (work) => {
    // Later than what they are made from, in that order.
    for (const [at, name] of ['collect', 'model'].entries()) {
      const time = new Date(Date.now() + at);
      utimesSync(join(work.folder, `out/${name}.txt`), time, time);
    }
    return [];
  },
};
