import { join } from 'node:path';
import { firstLine, installed } from '../side-by-side/install.mjs';
import { JOBS } from './engine.mjs';

const program = () => join(installed('redun'), 'redun');
const text = (line) => JSON.stringify(line);

const HEAD = `import subprocess
from typing import List
from redun import task
from redun.file import ContentFile

redun_namespace = 'bench'

def sh(line):
    subprocess.run(['sh', '-c', line], check=True)

`;

/** @param {import('../side-by-side/work.mjs').Work} work */
const fan = (work) => `${HEAD}@task()
def label(file: ContentFile, out: str, cutoff: float) -> ContentFile:
    sh(${text(work.job('{i}', '{o}', '{o}'))}.format(i=file.path, o=out))
    return ContentFile(out)

@task()
def collect(files: List[ContentFile]) -> ContentFile:
    sh(${text(work.collect('out/collect.txt'))})
    return ContentFile('out/collect.txt')

@task()
def train(file: ContentFile, epochs: int) -> ContentFile:
    sh(${text(work.train('{i}', 'out/model.txt', '{e}'))}.format(i=file.path, e=epochs))
    return ContentFile('out/model.txt')

@task(cache=False)
def main():
    files = [label(ContentFile(f'in/s{i}.txt'), f'out/l{i}.txt', ${work.cutoff}) for i in range(${work.size})]
    return train(collect(files), ${work.epochs})
`;

/** @param {import('../side-by-side/work.mjs').Work} work */
const chain = (work) => `${HEAD}@task()
def link(file: ContentFile, out: str) -> ContentFile:
    sh(${text(work.job('{i}', '{o}', '{o}'))}.format(i=file.path, o=out))
    return ContentFile(out)

@task(cache=False)
def main():
    file = ContentFile('in/s0.txt')
    for i in range(${work.size}):
        file = link(file, f'out/c{i}.txt')
    return file
`;

/** @type {import('./engine.mjs').Engine} */
export const redun = {
  name: 'redun',
  settings: '`ContentFile`, so that content counts and not time',
  version: () => firstLine(program(), '--version').replace('redun ', ''),
  workflow: 'workflow.py',
  prepare: (work) => {
    work.write('workflow.py', work.shape === 'fan' ? fan(work) : chain(work));
    const local = `[executors.default]\ntype = local\nmax_workers = ${JOBS}\n`;
    work.write('.redun/redun.ini', local);
  },
  command: () => ({ argv: [program(), 'run', 'workflow.py', 'main'] }),
};
