import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { firstLine, installed } from '../side-by-side/install.mjs';
import { environment } from '../side-by-side/measure.mjs';
import { each } from './engine.mjs';

const program = () => join(installed('dvc'), 'dvc');
const text = (line) => JSON.stringify(line);

/** @param {import('../side-by-side/work.mjs').Work} work */
function fan(work) {
  work.write('params.yaml', `cutoff: ${work.cutoff}\nepochs: ${work.epochs}\n`);
  return `stages:
  label:
    foreach: [${each(work.size, String).join(', ')}]
    do:
      cmd: ${text(work.job('in/s${item}.txt', 'out/l${item}.txt', '${item}'))}
      deps: ['in/s\${item}.txt']
      params: [cutoff]
      outs: ['out/l\${item}.txt']
  collect:
    cmd: ${text(work.collect('out/collect.txt'))}
    deps: [${each(work.size, (i) => work.output(i)).join(', ')}]
    outs: [out/collect.txt]
  train:
    cmd: ${text(work.train('out/collect.txt', 'out/model.txt', '${epochs}'))}
    deps: [out/collect.txt]
    params: [epochs]
    outs: [out/model.txt]
`;
}

/** @param {import('../side-by-side/work.mjs').Work} work */
function chain(work) {
  const stage = (i) => `  c${i}:
    cmd: ${text(work.job(work.before(i), work.output(i), String(i)))}
    deps: [${work.before(i)}]
    outs: [${work.output(i)}]
`;
  return `stages:\n${each(work.size, stage).join('')}`;
}

/** @param {import('../side-by-side/work.mjs').Work} work */
const env = (work) => ({
  DVC_NO_ANALYTICS: '1',
  DVC_SITE_CACHE_DIR: join(work.folder, '.dvc/site'),
});

/** @type {import('./engine.mjs').Engine} */
export const dvc = {
  name: 'dvc',
  settings: '`--no-scm`; one job at a time, it has no other mode',
  version: () => firstLine(program(), '--version'),
  atATime: 1,
  workflow: 'dvc.yaml',
  prepare: (work) => {
    if (!existsSync(join(work.folder, '.dvc'))) {
      const at = { cwd: work.folder, env: environment(env(work)), timeout: 60_000 };
      execFileSync(program(), ['init', '--no-scm', '-q'], at);
      execFileSync(program(), ['config', 'core.check_update', 'false'], at);
    }
    work.write('dvc.yaml', work.shape === 'fan' ? fan(work) : chain(work));
  },
  command: (work) => ({ argv: [program(), 'repro', '-q'], env: env(work) }),
  seed: (work) => [{ argv: [program(), 'commit', '-f', '-q'], env: env(work) }],
};
