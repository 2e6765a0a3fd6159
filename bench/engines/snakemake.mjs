import { join } from 'node:path';
import { firstLine, installed } from '../side-by-side/install.mjs';
import { JOBS } from './engine.mjs';

const program = () => join(installed('snakemake'), 'snakemake');
const RUN = ['-c', String(JOBS), '--quiet', 'all'];

/** @param {import('../side-by-side/work.mjs').Work} work */
const fan = (work) => `
ITEMS = glob_wildcards('in/s{i}.txt').i
rule all:
  input: 'out/model.txt'
rule label:
  input: 'in/s{i}.txt'
  output: 'out/l{i}.txt'
  params: cutoff=${work.cutoff}
  shell: ${JSON.stringify(work.job('{input}', '{output}', '{output}'))}
rule collect:
  input: expand('out/l{i}.txt', i=ITEMS)
  output: 'out/collect.txt'
  shell: ${JSON.stringify(work.collect('{output}'))}
rule train:
  input: 'out/collect.txt'
  output: 'out/model.txt'
  params: epochs=${work.epochs}
  shell: ${JSON.stringify(work.train('{input}', '{output}', '{params.epochs}'))}
`;

/** @param {import('../side-by-side/work.mjs').Work} work */
const chain = (work) => `
rule all:
  input: '${work.output(work.size - 1)}'
rule link:
  input: lambda w: f'out/c{int(w.i) - 1}.txt' if int(w.i) else 'in/s0.txt'
  output: 'out/c{i}.txt'
  shell: ${JSON.stringify(work.job('{input}', '{output}', '{output}'))}
`;

/** @type {import('./engine.mjs').Engine} */
export const snakemake = {
  name: 'snakemake',
  settings: 'all its rerun triggers, as by default',
  version: () => firstLine(program(), '--version'),
  workflow: 'Snakefile',
  prepare: (work) => work.write('Snakefile', work.shape === 'fan' ? fan(work) : chain(work)),
  command: () => ({ argv: [program(), ...RUN] }),
  seed: () => [{ argv: [program(), ...RUN, '--touch'] }],
  recover: () => [
    { argv: [program(), '--unlock'] },
    { argv: [program(), ...RUN, '--rerun-incomplete'] },
  ],
};
