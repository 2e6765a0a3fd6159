// Real input: the packaged pipeline on the silicon DFT set of the shared data, as its user would type
// it. The published qSNAP has 3.81 meV/atom and 0.116 eV/Å (Zuo et al., J. Phys. Chem. A 124, 731 (2020)).
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MOST = { energy: 3, forces: 0.07, seconds: 120 };

const root = fileURLToPath(new URL('../..', import.meta.url));
const data = join(process.env.MLIP_SHARED ?? join(root, '../shared'), 'data');
const folder = mkdtempSync(join(tmpdir(), 'mlip-silicon-'));
try {
  const begin = performance.now();
  const argv = [join(root, 'dist/cli/main.js'), 'run', join(root, 'pipelines/fit-dataset.yaml')];
  const files = ['train', 'test'].flatMap((name) => [
    '--set',
    `${name}=${join(data, `Si.${name}.extxyz.gz`)}`,
  ]);
  execFileSync(process.execPath, [...argv, ...files], { cwd: folder, stdio: 'inherit' });
  const seconds = (performance.now() - begin) / 1000;
  const { test, train } = JSON.parse(readFileSync(join(folder, 'results/metrics.json'), 'utf8'));
  const energy = test.energy_mae_mev_per_atom;
  const forces = test.forces_mae_ev_per_angstrom;
  console.log(
    `silicon, ${train.structures} structures fitted, ${test.structures} tested: ${energy.toFixed(2)} meV/atom (at most ${MOST.energy}), ${forces.toFixed(4)} eV/Å (at most ${MOST.forces}), ${seconds.toFixed(1)} s (at most ${MOST.seconds})`,
  );
  const whole = train.structures === 214 && test.structures === 25;
  const good = energy <= MOST.energy && forces <= MOST.forces && seconds < MOST.seconds;
  if (!whole) console.error('not the whole data set was used');
  process.exitCode = whole && good ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
