import { join } from 'node:path';
import { firstLine, installed } from '../side-by-side/install.mjs';
import { JOBS } from './engine.mjs';

const program = () => join(installed('doit'), 'doit');
const text = (line) => JSON.stringify(line);

/** @param {import('../side-by-side/work.mjs').Work} work */
const fan = (work) => `from doit.tools import config_changed

ITEMS = [(f'in/s{i}.txt', f'out/l{i}.txt') for i in range(${work.size})]

def task_label():
    for i, o in ITEMS:
        yield dict(name=o, actions=[${text(work.job('{i}', '{o}', '{o}'))}.format(i=i, o=o)],
                   file_dep=[i], targets=[o], uptodate=[config_changed({'cutoff': ${work.cutoff}})])

def task_collect():
    return dict(actions=[${text(work.collect('out/collect.txt'))}],
                file_dep=[o for _, o in ITEMS], targets=['out/collect.txt'])

def task_train():
    return dict(actions=[${text(work.train('out/collect.txt', 'out/model.txt', String(work.epochs)))}],
                file_dep=['out/collect.txt'], targets=['out/model.txt'],
                uptodate=[config_changed({'epochs': ${work.epochs}})])
`;

/** @param {import('../side-by-side/work.mjs').Work} work */
const chain = (work) => `def task_link():
    before = 'in/s0.txt'
    for n in range(${work.size}):
        out = f'out/c{n}.txt'
        yield dict(name=out, actions=[${text(work.job('{i}', '{o}', '{o}'))}.format(i=before, o=out)],
                   file_dep=[before], targets=[out])
        before = out
`;

/** @type {import('./engine.mjs').Engine} */
export const doit = {
  name: 'doit',
  settings: '`config_changed` for parameters',
  version: () => firstLine(program(), '--version'),
  workflow: 'dodo.py',
  prepare: (work) => work.write('dodo.py', work.shape === 'fan' ? fan(work) : chain(work)),
  command: () => ({ argv: [program(), '-n', String(JOBS), '-v', '0'] }),
};
