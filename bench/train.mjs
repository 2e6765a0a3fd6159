// The native ACE beside pacemaker (tensorpot) on the same structures, number of functions and split: CPU and wall
// seconds of each fit as a whole run, and the errors of the exported files on the same held-out families, by the same
// evaluator. pacemaker is stopped after several numbers of iterations, so that the time to an error can be read off.
// With pyace (MLIP_PYACE_PYTHON) its design rows are timed beside ours; and the budgets of training are looked at.
// Usage: npm run build && MLIP_PACEMAKER_PYTHON=... node bench/train.mjs [STRUCTURES [FUNCTIONS]]
//   --iterations 25,100,400   where pacemaker is stopped
//   --keep FILE               each row as it comes, a line of JSON; rows that are in it already are not measured again
//   --write                   writes docs/benchmarks-training.md
import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildAceBasis } from '../dist/science/ace/basis.js';
import { designRows } from '../dist/science/ace/design.js';
import { rattledFcc } from './fcc.mjs';
import { measured } from './measured.mjs';
import { slowness } from './side-by-side/budgets.mjs';
import { ROOT } from './side-by-side/measure.mjs';
import { trainingPage } from './side-by-side/training-page.mjs';

const argv = process.argv.slice(2);
const { values, positionals } = parseArgs({
  args: argv,
  allowPositionals: true,
  options: {
    iterations: { type: 'string', default: '25,100,400' },
    keep: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});
const [structures = 100, functions = 100] = positionals.map(Number);

/** Copper, EMT labels: strained, rattled crystals, a fifth of the families to test on. */
const DATASET = `version: 1
name: beside
nodes:
  structures:
    uses: build
    with:
      system: { elements: [Cu], crystal_structure: fcc }
      supercell: [2, 1, 1]
      distortion: { strain_range: [-0.06, 0.06], n_strain_steps: ${Math.ceil(structures / 5)}, rattle_stdev: 0.12, n_rattle_steps: 4 }
  labels: { uses: oracle, inputs: { structures: structures }, with: { calculator: emt } }
  dataset: { uses: store, inputs: { labels: labels }, publish: { database: d.db } }
`;
const nodesOf = ({ name, settings }) => `  ${name}:
    uses: train
    inputs: { dataset: dataset }
    with: { cutoff: 6, b_basis_size: ${functions}, ${settings} }
  ${name}_errors:
    uses: validate
    inputs: { dataset: dataset, potential: ${name} }
    publish: { metrics: ${name}.json }
`;

const FIXED = 'backend: ace, max_order: 3, kappa: 0.3, ridge: 1.0e-6';
const NATIVE = [
  { name: 'ace', words: 'native, what is not set by its rules', settings: 'backend: ace' },
  { name: 'ace_fixed', words: `native, \`${FIXED.slice(14)}\``, settings: FIXED },
];
const stopped = (iterations) => ({
  name: `pacemaker_${iterations}`,
  words: `pacemaker, ${iterations} iterations`,
  settings: `backend: pacemaker, kappa: 0.3, max_iter: ${iterations}`,
});

const SOURCE = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: ROOT })
  .toString()
  .trim();

/** Rows of an earlier call that was ended. */
const kept =
  values.keep !== undefined && existsSync(values.keep)
    ? readFileSync(values.keep, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line))
    : [];

function row(kind, name, make) {
  const known = kept.find((one) => one.kind === kind && one.name === name);
  const found = known ?? { kind, name, source: SOURCE, ...make() };
  if (!known && values.keep) appendFileSync(values.keep, `${JSON.stringify(found)}\n`);
  console.log(JSON.stringify(found));
  return found;
}

/** A run up to a node: its cost. */
function run(folder, node) {
  const words = [
    process.execPath,
    join(ROOT, 'dist/cli/main.js'),
    'run',
    'p.yaml',
    '--until',
    node,
  ];
  return measured(folder, words);
}

/** One fit, and what its file is worth. */
function fitRow(folder, { name, words }) {
  return row('fit', name, () => {
    run(folder, 'dataset');
    const { cpu, wall } = run(folder, name);
    run(folder, `${name}_errors`);
    const { test, train } = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
    return { words, cpu, wall, test, train };
  });
}

/** The least CPU of several calls, ms. */
function leastMs(work) {
  let least = Number.POSITIVE_INFINITY;
  for (let call = 0; call < 8; call++) {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

/** Design rows of energies and forces on the crystal that python/time_design_rows.py takes, ms an atom. */
function designRow(size) {
  return row('design', String(size), () => {
    const crystal = rattledFcc(29, 3.61, 4, 0.17);
    const basis = buildAceBasis({
      elements: ['Cu'],
      cutoff: 6,
      maxOrder: 4,
      functionsPerElement: size,
    });
    const ours = leastMs(() => designRows(basis, crystal)) / crystal.numbers.length;
    const pyace = process.env.MLIP_PYACE_PYTHON;
    if (!pyace) return { ours };
    const script = join(ROOT, 'python/time_design_rows.py');
    const { stdout, stderr } = spawnSync(pyace, [script, String(size)], { encoding: 'utf8' });
    const theirs = Number.parseFloat(stdout);
    if (!(theirs > 0)) throw new Error(`pyace: ${stderr}`);
    return { ours, theirs };
  });
}

/** 40,000 rows of 400 unknowns, CPU s. */
const squaresRow = () =>
  row('squares', '40000 x 400', () => {
    const words = [join(ROOT, 'bench/least-squares.mjs')];
    const printed = execFileSync(process.execPath, words, { encoding: 'utf8' });
    return { cpu: Number(/40000 x 400: ([\d.]+) s/.exec(printed)?.[1]) };
  });

/** When, of what and on what the measuring began. */
function callRow(words, folder) {
  return row('call', 'call', () => ({
    words: words.map((word) => (word === values.keep ? 'FILE' : word)).join(' '),
    date: `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    load: loadavg()[0],
    node: slowness(folder),
  }));
}

const folder = mkdtempSync(join(tmpdir(), 'mlip-train-'));
try {
  const call = callRow(argv, folder);
  const python = process.env.MLIP_PACEMAKER_PYTHON;
  if (!python) console.log('pacemaker left out: set MLIP_PACEMAKER_PYTHON');
  const others = python ? values.iterations.split(',').map(stopped) : [];
  const fits = [...NATIVE, ...others];
  writeFileSync(join(folder, 'p.yaml'), DATASET + fits.map(nodesOf).join(''));
  // Quick ones first: what they need is done before pacemaker's minutes.
  const design = [100, 400].map(designRow);
  const squares = squaresRow();
  const rows = fits.map((fit) => fitRow(folder, fit));
  const text = trainingPage({ call, structures, functions, rows, design, squares });
  if (values.write) writeFileSync(join(ROOT, 'docs/benchmarks-training.md'), text);
  else console.log(`\n${text}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
