// A function that the task calls is edited: the task's own text is as before.
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { redun } from '../../../bench/engines/redun.mjs';
import { ROOT } from '../../../bench/side-by-side/measure.mjs';
import { OURS, prepared, read, run, write } from './case.mjs';

/** @param {number} factor */
const workflow = (factor) => `from redun import task, File

redun_namespace = 'wrongs'

def scaled(x):
    return ${factor} * x

@task()
def label(x: int) -> File:
    file = File('label.txt')
    file.write(str(scaled(x)))
    return file

@task(cache=False)
def main():
    return label(7)
`;

/** @param {number} factor */
const helper = (factor) => `export const scaled = (x) => ${factor} * x;\n`;

const STAGE = `import { defineStage, ok } from 'mlip-autopipec';
import { scaled } from './helper.mjs';

export default defineStage({
  kind: 'whole',
  name: 'label',
  summary: 'a scaled number',
  settings: { type: 'object' },
  inputs: {},
  outputs: { label: { type: 'label', default: true } },
  backend: () => ({
    name: 'label',
    version: 1,
    resolve: (settings) => ok({ with: settings }),
    run: async (context) => ok({ label: context.put(String(scaled(context.with.x))) }),
  }),
});
`;

const PIPELINE = `version: 1
name: helper
nodes:
  label:
    uses: ./label.mjs
    with: { x: 7 }
    publish: { label: label.txt }
`;

/** @param {string} folder @param {number | string} ended */
function found(folder, ended) {
  const label = read(folder, 'label.txt');
  return { bad: label !== '21', words: `exit code ${ended}, 3 × 7 is ${label}` };
}

/** @type {import('./case.mjs').Case} */
export const helperEdited = {
  title: 'a function that the task calls is edited (2 x becomes 3 x)',
  engine: redun,
  theirs: (folder) => {
    const command = redun.command(/** @type {any} */ ({ folder }));
    write(folder, { 'workflow.py': workflow(2) });
    prepared(folder, command);
    write(folder, { 'workflow.py': workflow(3) });
    return found(folder, run(folder, command).ended);
  },
  ours: (folder) => {
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(ROOT, join(folder, 'node_modules/mlip-autopipec'));
    write(folder, { 'pipeline.yaml': PIPELINE, 'label.mjs': STAGE, 'helper.mjs': helper(2) });
    prepared(folder, OURS);
    write(folder, { 'helper.mjs': helper(3) });
    return found(folder, run(folder, OURS).ended);
  },
};
