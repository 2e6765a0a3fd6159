import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../side-by-side/measure.mjs';
import { each, JOBS } from './engine.mjs';

const program = [process.execPath, join(ROOT, 'dist/cli/main.js')];
const text = (line) => JSON.stringify(line);

/** @param {import('../side-by-side/work.mjs').Work} work */
const head = (work) => `version: 1
name: bench
params: { cutoff: ${work.cutoff}, epochs: ${work.epochs} }
nodes:
`;

/**
 * @param {import('../side-by-side/work.mjs').Work} work
 * @param {string} tag
 */
const job = (work, tag) => text(work.job('before', 'out.txt', tag));

/** @param {import('../side-by-side/work.mjs').Work} work */
const written = (work) =>
  each(
    work.size,
    (i) => `  l${i}:
    uses: command
    with:
      run: ${job(work, '$ID')}
      env: { ID: "${i}", CUTOFF: "\${{ params.cutoff }}" }
      files: { before: ${work.input(i)} }
      outputs: { out: out.txt }
    publish: { out: ${work.output(i)} }
`,
  ).join('');

/** @param {import('../side-by-side/work.mjs').Work} work */
const matrix = (work) => `  label:
    uses: command
    matrix: { i: { range: [0, ${work.size - 1}, ${work.size}] } }
    with:
      run: ${job(work, '$ID')}
      env: { ID: "\${{ matrix.i }}", CUTOFF: "\${{ params.cutoff }}" }
      files: { before: "in/s\${{ matrix.i }}.txt" }
      outputs: { out: out.txt }
    publish: { out: "out/l\${{ matrix.i }}.txt" }
`;

/**
 * @param {import('../side-by-side/work.mjs').Work} work
 * @param {string} labels
 */
const rest = (work, labels) => `  collect:
    uses: command
    inputs: { labels: ${labels} }
    with:
      run: ${text(work.collect('out.txt', 'labels', ''))}
      outputs: { out: out.txt }
    publish: { out: out/collect.txt }
  train:
    uses: command
    inputs: { collect: collect }
    with:
      run: ${text(work.train('collect', 'out.txt', '$EPOCHS'))}
      env: { EPOCHS: "\${{ params.epochs }}" }
      outputs: { out: out.txt }
    publish: { out: out/model.txt }
`;

/** @param {import('../side-by-side/work.mjs').Work} work */
const chain = (work) =>
  each(work.size, (i) => {
    const from = i === 0 ? '' : `    inputs: { before: c${i - 1} }\n`;
    return `  c${i}:
    uses: command
${from}    with:
      run: ${job(work, '$ID')}
      env: { ID: "${i}" }
${i === 0 ? `      files: { before: ${work.input(0)} }\n` : ''}      outputs: { out: out.txt }
    publish: { out: ${work.output(i)} }
`;
  }).join('');

/** @param {import('../side-by-side/work.mjs').Work} work */
const body = (work, labels, list) =>
  work.shape === 'chain' ? chain(work) : labels(work) + rest(work, list(work));

const command = () => ({ argv: [...program, 'run', 'pipeline.yaml', '-j', String(JOBS)] });
const ADOPT = join(ROOT, 'bench/side-by-side/adopt.mjs');

const common = {
  version: () => JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version,
  workflow: 'pipeline.yaml',
  command,
  seed: () => [{ argv: [process.execPath, ADOPT] }, command()],
};

/** The same nodes by `matrix`. @type {import('./engine.mjs').Engine} */
export const mlipAutopipecMatrix = {
  ...common,
  name: 'mlip-autopipec, matrix',
  settings: 'the same nodes by `matrix`, in the workspace where they were written out',
  prepare: (work) => {
    work.write('pipeline.yaml', head(work) + body(work, matrix, () => 'label'));
  },
};

/** Every node written out. @type {import('./engine.mjs').Engine} */
export const mlipAutopipec = {
  ...common,
  name: 'mlip-autopipec',
  settings: 'every node written out in YAML; every output published',
  prepare: (work) => {
    const list = () => `[${each(work.size, (i) => `l${i}`).join(', ')}]`;
    work.write('pipeline.yaml', head(work) + body(work, written, list));
  },
  otherForm: mlipAutopipecMatrix,
};
