// The native ACE beside pacemaker (tensorpot) on the same structures, number of functions and split: CPU and wall
// seconds of each fit, and the errors of the exported files on the same held-out families, by the same evaluator.
// pacemaker is stopped after several numbers of iterations, so that the time to an error can be read off; and with
// pyace (MLIP_PYACE_PYTHON) its design rows are timed beside ours.
// Usage: npm run build && MLIP_PACEMAKER_PYTHON=... node bench/train.mjs [STRUCTURES [FUNCTIONS]] [--iterations 25,100]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measured } from './measured.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { iterations: { type: 'string', default: '25,100,400' } },
});
const [structures = 100, functions = 100] = positionals.map(Number);
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'mlip-train-'));

/** Copper, EMT labels: strained, rattled crystals, a fifth of the families to test on. */
const dataset = `version: 1
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
const nodesOf = (name, settings) => `  ${name}:
    uses: train
    inputs: { dataset: dataset }
    with: { cutoff: 6, b_basis_size: ${functions}, ${settings} }
  ${name}_errors:
    uses: validate
    inputs: { dataset: dataset, potential: ${name} }
    publish: { metrics: ${name}.json }
`;

/** A run up to a node: its cost. */
const run = (node) =>
  measured(folder, [
    process.execPath,
    join(root, 'dist/cli/main.js'),
    'run',
    'p.yaml',
    '--until',
    node,
  ]);

const errorsOf = (name) => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')).test;

try {
  const fits = [['ace', 'backend: ace']];
  if (process.env.MLIP_PACEMAKER_PYTHON) {
    for (const iterations of values.iterations.split(',')) {
      const settings = `backend: pacemaker, kappa: 0.3, max_iter: ${iterations}`;
      fits.push([`pacemaker_${iterations}`, settings]);
    }
  } else console.log('pacemaker left out: set MLIP_PACEMAKER_PYTHON');
  writeFileSync(join(folder, 'p.yaml'), dataset + fits.map((one) => nodesOf(...one)).join(''));
  run('dataset');
  console.log('fit  CPU s  wall s  test E MAE meV/atom  test F MAE eV/Å');
  for (const [name] of fits) {
    const { cpu, wall } = run(name);
    run(`${name}_errors`);
    const { energy_mae_mev_per_atom: energy, forces_mae_ev_per_angstrom: forces } = errorsOf(name);
    console.log(
      [name, cpu.toFixed(1), wall.toFixed(1), energy.toFixed(3), forces.toFixed(5)].join('  '),
    );
  }
  const pyace = process.env.MLIP_PYACE_PYTHON;
  if (pyace) {
    const script = join(root, 'python/time_design_rows.py');
    const { stdout } = spawnSync(pyace, [script, String(functions)], { encoding: 'utf8' });
    console.log(
      `design rows by pyace, one thread: ${stdout.trim()} (ours: node bench/ace-design.mjs)`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
