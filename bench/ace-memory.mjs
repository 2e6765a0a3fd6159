// The most memory that a native fit takes: a run of fit-dataset.yaml on rattled fcc crystals with Lennard-Jones
// labels; the peak of the whole process.
// Usage: npm run build && node bench/ace-memory.mjs [ATOMS [FUNCTIONS]] [--check MB]
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { lennardJones } from '../dist/science/classical/lennard-jones.js';
import { writeExtxyz } from '../dist/science/formats/extxyz-write.js';
import { numbersFrom } from '../scripts/proofs/numbers.mjs';
import { measured } from './measured.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { check: { type: 'string' } },
});
const [atoms = 30000, functions = 400] = positionals.map(Number);
const CELLS = 3;
const CORNERS = [
  [0, 0, 0],
  [0, 0.5, 0.5],
  [0.5, 0, 0.5],
  [0.5, 0.5, 0],
];
const next = numbersFrom(3);

/** @param {number} lattice */
function crystal(lattice) {
  const positions = [];
  for (let c = 0; c < CELLS ** 3; c++) {
    const cell = [c % CELLS, Math.floor(c / CELLS) % CELLS, Math.floor(c / CELLS / CELLS)];
    for (const corner of CORNERS) {
      positions.push(...cell.map((k, x) => lattice * (k + corner[x]) + 0.4 * (next() - 0.5)));
    }
  }
  const edge = CELLS * lattice;
  return {
    numbers: new Int32Array(positions.length / 3).fill(18),
    positions: Float64Array.from(positions),
    cell: Float64Array.of(edge, 0, 0, 0, edge, 0, 0, 0, edge),
    periodic: [true, true, true],
  };
}

const frames = [];
for (let made = 0; made < atoms; made += 4 * CELLS ** 3) {
  const structure = crystal(5 + 0.6 * next());
  const { value } = lennardJones(structure, { epsilon: 0.0104, sigma: 3.4, cutoff: 8.5 });
  const forces = { type: 'R', columns: 3, values: value.forces };
  frames.push({ structure, info: { energy: value.energy }, arrays: { forces } });
}
const folder = mkdtempSync(join(tmpdir(), 'mlip-memory-'));
const root = fileURLToPath(new URL('..', import.meta.url));
try {
  writeFileSync(join(folder, 'data.xyz'), writeExtxyz(frames));
  const pipeline = `version: 1
name: memory
nodes:
  dataset: { uses: store, with: { import: { train: data.xyz } } }
  potential:
    uses: train
    inputs: { dataset: dataset }
    with: { cutoff: 7, b_basis_size: ${functions}, max_order: 3, kappa: 0.01, ridge: 1.0e-6 }
`;
  writeFileSync(join(folder, 'p.yaml'), pipeline);
  const argv = [process.execPath, join(root, 'dist/cli/main.js'), 'run', 'p.yaml'];
  const { mb, cpu } = measured(folder, argv);
  const total = frames.length * 4 * CELLS ** 3;
  const megabytes = Math.round(mb);
  console.log(
    `${total} atoms, ${functions} functions: at most ${megabytes} MB, ${cpu.toFixed(0)} s of CPU`,
  );
  const most = values.check ? Number(values.check) : Infinity;
  process.exitCode = megabytes <= most ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
