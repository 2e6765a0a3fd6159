// Fills the outputs in README.md with what the commands really print: `npm run readme`. The silicon
// figures need the data at $MLIP_SHARED (else ../shared), aluminium pw.x and its pseudopotentials ($MLIP_PW,
// $MLIP_PSEUDO); without them they stay as they are.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const main = join(root, 'dist/cli/main.js');
const folder = mkdtempSync(join(tmpdir(), 'mlip-readme-'));

function auto(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', CI: 'true' },
  });
  if (status !== 0) throw new Error(`mlip-auto ${args.join(' ')} ended with ${status}\n${stderr}`);
  return stdout.trimEnd();
}

const block = (text) => `\`\`\`text\n${text}\n\`\`\``;

function fill(readme, name, text) {
  const mark = new RegExp(`(<!-- ${name}[^\\n]*-->\\n)[^]*?(\\n<!-- end -->)`);
  if (!mark.test(readme)) throw new Error(`README.md has no place for ${name}`);
  return readme.replace(mark, (_, before, after) => `${before}${text}${after}`);
}

/** @param {string} folder Where the pseudopotentials are; they are called as Debian has them. */
function aluminium(folder) {
  const pseudo = join(folder, 'Al.pz-vbc.UPF');
  return block(auto('run', join(root, 'pipelines/al-qe.yaml'), '--set', `pseudo=${pseudo}`));
}

function silicon(shared) {
  const data = (part) => join(shared, 'data', `Si.${part}.extxyz.gz`);
  const sets = ['train', 'test'].flatMap((part) => ['--set', `${part}=${data(part)}`]);
  auto('run', join(root, 'pipelines/fit-dataset.yaml'), ...sets);
  const { test } = JSON.parse(readFileSync(join(folder, 'results/metrics.json'), 'utf8'));
  const energy = test.energy_mae_mev_per_atom.toFixed(2);
  const forces = test.forces_mae_ev_per_angstrom.toFixed(3);
  return [
    '| test MAE | energy, meV/atom | forces, eV/Å |',
    '|---|---|---|',
    `| this, everything by default | ${energy} | ${forces} |`,
    "| the authors' qSNAP | 3.81 | 0.116 |",
    "| the authors' SNAP | 6.44 | 0.133 |",
  ].join('\n');
}

const path = join(root, 'README.md');
const demo = join(root, 'pipelines/cu-oneshot.yaml');
let readme = readFileSync(path, 'utf8');
try {
  readme = fill(readme, 'npm start', block(auto('run', demo)));
  readme = fill(readme, 'again', block(auto('run', demo)));
  const shared = process.env.MLIP_SHARED ?? join(root, '../shared');
  if (existsSync(join(shared, 'data'))) readme = fill(readme, 'silicon', silicon(shared));
  const { MLIP_PW: pw, MLIP_PSEUDO: pseudo } = process.env;
  if (pw && pseudo) readme = fill(readme, 'al-qe', aluminium(pseudo));
  writeFileSync(path, readme);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
