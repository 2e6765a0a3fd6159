// The native ACE on few data, which every new user meets first: 10, 20 and 40 structures (whole families, at most three of
// each) of sets that the build stage makes and classical potentials label, by default rules alone; judged on families
// that were not drawn. With --against FOLDER, a build of another version beside it.
// Usage: npm run build && node bench/few-data.mjs [--sets Al,Si] [--draws 2] [--against ../other/dist]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parseExtxyz } from '../dist/science/formats/extxyz.js';
import { errors, fitByRules, means } from '../scripts/proofs/ace-fit.mjs';
import { numbersFrom } from '../scripts/proofs/numbers.mjs';

const { values } = parseArgs({
  options: {
    sets: { type: 'string' },
    draws: { type: 'string', default: '2' },
    against: { type: 'string' },
  },
});
const SIZES = [10, 20, 40];
const MOST_OF_A_FAMILY = 3;
const MOST_TO_TEST = 60;
const EMT = '{ calculator: emt }';
const fcc = (symbol) => `{ elements: [${symbol}], crystal_structure: fcc }`;
const SETS = {
  Al: [fcc('Al'), EMT, 1, false],
  Pt: [fcc('Pt'), EMT, 1, false],
  Cu: [fcc('Cu'), EMT, 2, true],
  Ni: [fcc('Ni'), EMT, 2, true],
  NiAl: ['{ elements: [Ni, Al], crystal_structure: B2, sublattices: [Ni, Al] }', EMT, 2, true],
  CuAu: [
    '{ elements: [Cu, Au], crystal_structure: fcc, composition: { Cu: 0.5, Au: 0.5 } }',
    EMT,
    2,
    false,
  ],
  Si: [
    '{ elements: [Si], crystal_structure: diamond }',
    '{ calculator: stillinger-weber }',
    1,
    true,
  ],
  Mo: [
    '{ elements: [Mo], crystal_structure: bcc }',
    '{ calculator: morse, epsilon: 0.8032, r0: 2.976, rho0: 4.47 }',
    2,
    true,
  ],
};
const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

/** Labelled structures of a set, with their families. */
function makeSet([system, calculator, repeat, vacancies]) {
  const folder = mkdtempSync(join(tmpdir(), 'mlip-few-'));
  const cli = (...args) => execFileSync(process.execPath, [main, ...args], { cwd: folder });
  try {
    writeFileSync(
      join(folder, 'p.yaml'),
      `version: 1
name: few
nodes:
  structures:
    uses: build
    with:
      system: ${system}
      supercell: [${repeat}, ${repeat}, ${repeat}]
      distortion: { strain_range: [-0.06, 0.06], n_strain_steps: 13, voigt_strains: [-0.03, 0.03], rattle_stdev: 0.08, n_rattle_steps: 3 }
      defects: { vacancies: ${vacancies}, at_most: 2 }
      seed: 7
  labels: { uses: oracle, inputs: { structures: structures }, with: ${calculator} }
  dataset: { uses: store, inputs: { labels: labels }, publish: { database: d.db } }
`,
    );
    writeFileSync(join(folder, 'mlip.config.yaml'), '');
    cli('run', 'p.yaml');
    cli('db', 'export', 'd.db', 'd.xyz');
    const text = execFileSync('cat', ['d.xyz'], { cwd: folder, maxBuffer: 1e9 }).toString();
    return parseExtxyz(text).value.map(({ structure, info, arrays }) => ({
      structure,
      energy: info.free_energy,
      forces: Float64Array.from(arrays.forces.values),
      group: info.config_type ?? '',
      family: info.family,
    }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** So many structures of families drawn at random, and structures of all others to judge by. */
function draw(all, count, seed) {
  const next = numbersFrom(seed);
  const shuffled = (list) => list.map((one) => [next(), one]).sort((a, b) => a[0] - b[0]);
  const used = new Set();
  const train = [];
  for (const [, family] of shuffled([...new Set(all.map((one) => one.family))])) {
    if (train.length >= count) break;
    const own = shuffled(all.filter((one) => one.family === family)).map(([, one]) => one);
    train.push(...own.slice(0, Math.min(MOST_OF_A_FAMILY, count - train.length)));
    used.add(family);
  }
  const others = all.filter((one) => !used.has(one.family));
  const step = Math.ceil(others.length / MOST_TO_TEST);
  return { train, test: others.filter((_, i) => i % step === 0) };
}

const versions = [['this', fitByRules]];
if (values.against) {
  const path = resolve(values.against, '../scripts/proofs/ace-fit.mjs');
  versions.push(['other', (await import(path)).fitByRules]);
}
console.log('set structures draw version E F functions cutoff order kappa ridge CPU');
const logs = versions.map(() => []);
for (const [name, set] of Object.entries(SETS)) {
  if (values.sets && !values.sets.split(',').includes(name)) continue;
  const all = makeSet(set);
  for (const count of SIZES) {
    for (let seed = 1; seed <= Number(values.draws); seed++) {
      const { train, test } = draw(all, count, 1000 * count + seed);
      for (const [v, [version, fitBy]] of versions.entries()) {
        const { evaluator, report, cpu } = await fitBy(train);
        const { energy, forces } = means(errors(evaluator, test));
        logs[v].push([Math.log(energy), Math.log(forces)]);
        const { functions_per_element: size, cutoff_angstrom: cutoff, max_order: order } = report;
        const words = [energy.toFixed(2), forces.toFixed(4), size, cutoff, order, report.kappa];
        console.log(
          [name, count, seed, version, ...words, report.ridge, cpu.toFixed(1)].join('  '),
        );
      }
    }
  }
}
for (const [v, [version]] of versions.entries()) {
  const mean = (k) => Math.exp(logs[v].reduce((sum, one) => sum + one[k], 0) / logs[v].length);
  const words = `${mean(0).toFixed(3)} meV/atom, ${mean(1).toFixed(5)} eV/Å`;
  console.log(`${version}: geometric means over ${logs[v].length} draws: ${words} (MAE)`);
}
