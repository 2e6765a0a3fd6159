// Two parameters of a rule change places: the rule has other parameters, by name.
import { join } from 'node:path';
import { snakemake } from '../../../bench/engines/snakemake.mjs';
import { installed } from '../../../bench/side-by-side/install.mjs';
import { OURS, prepared, read, run, write } from './case.mjs';

const snakefile = `configfile: 'config.yaml'
rule label:
  output: 'label.txt'
  params: ecut=config['ecut'], mixing=config['mixing']
  shell: 'echo ecut={params.ecut} mixing={params.mixing} > {output}'
`;

/** @param {number} ecut @param {number} mixing */
const pipeline = (ecut, mixing) => `version: 1
name: swapped
nodes:
  label:
    uses: command
    with:
      run: echo ecut=$ECUT mixing=$MIXING > label.txt
      env: { ECUT: ${ecut}, MIXING: ${mixing} }
      outputs: { label: label.txt }
    publish: { label: label.txt }
`;

const WANTED = 'ecut=80 mixing=60\n';

/** @param {string} folder @param {number | string} ended */
function found(folder, ended) {
  const label = read(folder, 'label.txt');
  return { bad: label !== WANTED, words: `exit code ${ended}, the output says ${label.trim()}` };
}

/** @type {import('./case.mjs').Case} */
export const swappedParameters = {
  title: 'ecut 60, mixing 80 becomes ecut 80, mixing 60',
  engine: snakemake,
  theirs: (folder) => {
    const command = { argv: [join(installed('snakemake'), 'snakemake'), '-c', '1'] };
    write(folder, { Snakefile: snakefile, 'config.yaml': 'ecut: 60\nmixing: 80\n' });
    prepared(folder, command);
    write(folder, { 'config.yaml': 'ecut: 80\nmixing: 60\n' });
    return found(folder, run(folder, command).ended);
  },
  ours: (folder) => {
    write(folder, { 'pipeline.yaml': pipeline(60, 80) });
    prepared(folder, OURS);
    write(folder, { 'pipeline.yaml': pipeline(80, 60) });
    return found(folder, run(folder, OURS).ended);
  },
};
