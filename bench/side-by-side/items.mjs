// Many items in one node, which the other engines have no word for: a map stage of a user's over structures.
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measure, ROOT } from './measure.mjs';

const STAGE = `import { defineStage, ok } from 'mlip-autopipec';

export default defineStage({
  kind: 'map',
  name: 'label',
  summary: 'the digest-sized label of a structure',
  settings: { type: 'object', additionalProperties: false, properties: { cutoff: { type: 'number' } } },
  inputs: { structures: { type: 'structures' } },
  outputs: { labels: { type: 'numbers', default: true }, failures: { type: 'failures' } },
  backend: () => ({
    name: 'label',
    version: 1,
    resolve: (settings) => ok({ with: settings }),
    batch: 64,
    async calculate(tasks, { with: { cutoff } }) {
      return tasks.map(({ bytes }) => {
        let sum = cutoff;
        for (const byte of bytes) sum += byte;
        return ok(new Float64Array([sum, bytes.length]));
      });
    },
  }),
});
`;

/** The first of the rattles of three strains. */
const pipeline = (items, rattles) => `version: 1
name: items
params: { cutoff: 5 }
nodes:
  structures:
    uses: build
    with:
      system: { elements: [Cu], crystal_structure: fcc }
      supercell: [1, 1, 1]
      distortion: { strain_range: [-0.01, 0.01], n_strain_steps: 2, rattle_stdev: 0.02, n_rattle_steps: ${rattles} }
      number_of_structures: ${items}
  labels:
    uses: ./label.mjs
    inputs: { structures: structures }
    with: { cutoff: "\${{ params.cutoff }}" }
`;

/**
 * @param {import('./steps.mjs').Around} around
 * @param {number} size
 */
export function itemSpeeds(around, size) {
  const folder = join(around.folder, `items-${size}`);
  const rattles = Math.ceil(size / 3) + 20;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  symlinkSync(ROOT, join(folder, 'node_modules/mlip-autopipec'));
  writeFileSync(join(folder, 'label.mjs'), STAGE);
  writeFileSync(join(folder, 'pipeline.yaml'), pipeline(size, rattles));
  const program = [process.execPath, join(ROOT, 'dist/cli/main.js')];
  /** @param {string} step @param {number} executed @param {...string} argv */
  const step = (step, executed, ...argv) => {
    const cell = { engine: 'mlip-autopipec', step, size, jobs: size };
    const command = { argv: [...program, ...argv, '--json'] };
    const { ended, words, ...used } = measure(folder, command, 5 * around.limit);
    if (ended !== 0) {
      const state = ended === 'timeout' ? 'too long' : 'failed';
      around.keep({ ...cell, state, why: words.slice(-160) });
      return;
    }
    const { items } = JSON.parse(words.slice(words.lastIndexOf('{"type":"summary"')));
    const ran = items.executed;
    around.keep({ ...cell, state: 'measured', ...used, ran, right: ran === executed });
  };
  step('items, cold', size, 'run', 'pipeline.yaml');
  step('items, no-op', 0, 'run', 'pipeline.yaml');
  step('items, no-op', 0, 'run', 'pipeline.yaml');
  step('items, plan', 0, 'plan', 'pipeline.yaml');
  step('items, plan after an edit', size, 'plan', 'pipeline.yaml', '--set', 'cutoff=6');
  writeFileSync(join(folder, 'pipeline.yaml'), pipeline(size + 20, rattles));
  step('items, 20 more', 20, 'run', 'pipeline.yaml');
  if (existsSync(folder)) rmSync(folder, { recursive: true });
}
