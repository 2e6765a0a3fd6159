// The workspace of the benchmarks of many items: a cheap map stage of a user's over structures that are built.
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measure, ROOT } from './measure.mjs';

/**
 * The stage. What steers it from outside is in no key: `KILL_AT` ends its process after so many items, as `kill -9`
 * does; `COUNT` is the file in which it says at the end how many it calculated.
 */
const STAGE = `import { writeFileSync } from 'node:fs';
import { defineStage, ok } from 'mlip-autopipec';

const { KILL_AT, COUNT } = process.env;
let calculated = 0;
if (COUNT) process.on('exit', () => writeFileSync(COUNT, String(calculated)));

function count() {
  if (calculated === Number(KILL_AT)) process.kill(process.pid, 'SIGKILL');
  calculated += 1;
}

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
        count();
        let sum = cutoff;
        for (const byte of bytes) sum += byte;
        return ok(new Float64Array([sum, bytes.length]));
      });
    },
  }),
});
`;

/** The stage's own work and nothing else, on so many structures of so many bytes: its CPU seconds. */
const ALONE = `import stage from './label.mjs';

const [count, length] = process.argv.slice(2).map(Number);
const { calculate } = stage.backend();
const tasks = Array.from({ length: 64 }, (_, n) => ({ bytes: Buffer.alloc(length, n) }));
const before = process.cpuUsage();
for (let n = 0; n < count; n += tasks.length) await calculate(tasks, { with: { cutoff: 5 } });
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify((user + system) / 1e6));
`;

/** The bytes of a structure of one atom. */
export const STRUCTURE_BYTES = 250;

const head = (name) => `version: 1
name: ${name}
params: { cutoff: 5 }
nodes:
  structures:
    uses: build
    with:
`;

const labels = (uses = './label.mjs') => `  labels:
    uses: ${uses}
    inputs: { structures: structures }
    with: { cutoff: "\${{ params.cutoff }}" }
`;

/**
 * The first of the rattles of three strains.
 * @param {number} items
 * @param {number} rattles
 * @param {string} [uses]
 */
export const pipelineText = (
  items,
  rattles,
  uses,
) => `${head('items')}      system: { elements: [Cu], crystal_structure: fcc }
      supercell: [1, 1, 1]
      distortion: { strain_range: [-0.01, 0.01], n_strain_steps: 2, rattle_stdev: 0.02, n_rattle_steps: ${rattles} }
      number_of_structures: ${items}
${labels(uses)}`;

/** Structures out of a file of a user's. */
export const IMPORTING = `${head('imported')}      import: { file: frames.extxyz }
${labels()}`;

/**
 * Frames of one atom, each with a cell of its own; \`changed\` is the one that is another than before.
 * @param {number} items
 * @param {number} [changed]
 */
export function framesText(items, changed) {
  const frame = (n) => {
    const a = (3.6 + n * 1e-6 + (n === changed ? 0.1 : 0)).toFixed(7);
    return `1\nLattice="${a} 0 0 0 ${a} 0 0 0 ${a}" Properties=species:S:1:pos:R:3 pbc="T T T"\nCu 0 0 0\n`;
  };
  return Array.from({ length: items }, (_, n) => frame(n)).join('');
}

/** @param {string} folder */
export function prepareFolder(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  symlinkSync(ROOT, join(folder, 'node_modules/mlip-autopipec'));
  writeFileSync(join(folder, 'mlip.config.yaml'), '');
  writeFileSync(join(folder, 'label.mjs'), STAGE);
  writeFileSync(join(folder, 'alone.mjs'), ALONE);
}

export const program = [process.execPath, join(ROOT, 'dist/cli/main.js')];

/**
 * One command of the engine; what it used, how many items it says were executed, how many were really calculated.
 * @param {string} folder
 * @param {readonly string[]} argv
 * @param {{ limit: number, env?: { readonly [name: string]: string } }} options
 */
export function command(folder, argv, { limit, env = {} }) {
  const counted = join(folder, '.counted');
  rmSync(counted, { force: true });
  const asked = { argv: [...program, ...argv, '--json'], env: { ...env, COUNT: counted } };
  const used = measure(folder, asked, limit);
  const at = used.words.lastIndexOf('{"type":"summary"');
  const summary = at < 0 ? undefined : JSON.parse(used.words.slice(at));
  return { ...used, summary, calculated: countIn(counted) };
}

/** @param {string} file */
function countIn(file) {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
