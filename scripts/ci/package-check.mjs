// What a stranger gets from the registry: packs, installs the tarball in an empty folder, asks its
// version, runs a pipeline with it twice, and compiles a stage against its types.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'mlip-package-'));

/**
 * @param {string} cwd
 * @param {string} program
 * @param {readonly string[]} argv
 */
const run = (cwd, program, ...argv) =>
  execFileSync(program, argv, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

/**
 * @param {unknown} held
 * @param {string} words
 */
const check = (held, words) => {
  if (!held) throw new Error(`does not hold: ${words}`);
  console.log(`holds: ${words}`);
};

const STAGE = `import { defineStage, ok } from 'mlip-autopipec';

export default defineStage({
  kind: 'whole',
  name: 'nothing',
  summary: 'Says nothing',
  settings: { type: 'object' },
  inputs: {},
  outputs: { silence: { type: 'silence', default: true } },
  backend: () => ({
    name: 'nothing',
    version: 1,
    resolve: () => ok({ with: {} }),
    run: async (context) => ok({ silence: context.put('') }),
  }),
});
`;

const PIPELINE = `version: 1
name: packaged
nodes:
  structures:
    uses: build
    with:
      system: { elements: [Cu], composition: { Cu: 1 }, crystal_structure: fcc }
      distortion: { strain_range: [-0.02, 0.02], n_strain_steps: 3 }
  labels:
    uses: oracle
    inputs: { structures: structures }
    with: { calculator: emt }
  dataset:
    uses: store
    inputs: { labels: labels }
    publish: { database: cu.db }
  nothing:
    uses: ./nothing.js
`;

/** @param {string} stdout */
const summaryOf = (stdout) => JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');

function packed() {
  const [{ filename, files }] = JSON.parse(
    run(root, 'npm', 'pack', '--json', '--pack-destination', folder),
  );
  const names = files.map(({ path }) => path);
  const strange = names.filter(
    (name) =>
      !/^(dist|pipelines|schemas|docs|python)\/|^(package\.json|README\.md|LICENSE|CHANGELOG\.md)$/.test(
        name,
      ),
  );
  check(strange.length === 0, `only what is used is packed (${names.length} files) ${strange}`);
  check(
    names.includes('dist/cli/main.js') && names.includes('LICENSE'),
    'program and licence are packed',
  );
  return join(folder, filename);
}

/** @param {string} home */
function runsPipelines(home) {
  const version = run(home, 'npx', 'mlip-auto', '--version').trim();
  const { version: expected } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  check(version === expected, `npx mlip-auto --version prints ${expected}`);
  writeFileSync(join(home, 'packaged.yaml'), PIPELINE);
  const first = summaryOf(run(home, 'npx', 'mlip-auto', 'run', 'packaged.yaml', '--json'));
  check(first.ok && first.nodes.executed === 4, 'a pipeline with a stage of its own runs');
  const second = summaryOf(run(home, 'npx', 'mlip-auto', 'run', 'packaged.yaml', '--json'));
  check(second.ok && second.nodes.executed === 0, 'its second run has nothing to do');
  const demo = join(home, 'node_modules/mlip-autopipec/pipelines');
  check(readdirSync(demo).includes('cu-oneshot.yaml'), 'the example pipelines are there');
}

/**
 * With no type of ours but those in the package, and every declaration file checked.
 * @param {string} home
 */
function compiles(home) {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const types = ['--types', 'node', '--typeRoots', join(root, 'node_modules/@types')];
  const flags = ['--strict', '--module', 'nodenext', '--target', 'es2023', ...types];
  writeFileSync(join(home, 'nothing.ts'), STAGE);
  run(home, process.execPath, tsc, ...flags, 'nothing.ts');
  check(readdirSync(home).includes('nothing.js'), 'a stage compiles against the package’s types');
}

try {
  const tarball = packed();
  const home = join(folder, 'home');
  mkdirSync(home);
  writeFileSync(join(home, 'package.json'), '{ "private": true, "type": "module" }\n');
  run(home, 'npm', 'install', '--no-audit', '--no-fund', tarball);
  compiles(home);
  runsPipelines(home);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
