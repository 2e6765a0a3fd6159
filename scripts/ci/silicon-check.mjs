// The real input: fits the silicon DFT set of the shared data with pipelines/fit-dataset.yaml, as a user
// does, and holds the test errors and the time to what is promised.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The published qSNAP's errors on the same files (Zuo et al., J. Phys. Chem. A 124, 731, 2020), and our time. */
const LIMITS = { meVPerAtom: 3.8, eVPerAngstrom: 0.116, seconds: 120 };

const root = fileURLToPath(new URL('../..', import.meta.url));
const data = join(process.env.MLIP_SHARED ?? join(root, '../shared'), 'data');
const cwd = mkdtempSync(join(tmpdir(), 'mlip-silicon-'));
try {
  const sets = ['train', 'test'].flatMap((part) => [
    '--set',
    `${part}=${join(data, `Si.${part}.extxyz.gz`)}`,
  ]);
  const argv = [join(root, 'dist/cli/main.js'), 'run', join(root, 'pipelines/fit-dataset.yaml')];
  const started = performance.now();
  execFileSync(process.execPath, [...argv, ...sets], {
    cwd,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const seconds = (performance.now() - started) / 1000;
  const metrics = JSON.parse(readFileSync(join(cwd, 'results/metrics.json'), 'utf8'));
  const { energy_mae_mev_per_atom: energy, forces_mae_ev_per_angstrom: forces } = metrics.test;
  console.log(
    `silicon, test MAE: ${energy.toFixed(2)} meV/atom (at most ${LIMITS.meVPerAtom}), ${forces.toFixed(4)} eV/Å (at most ${LIMITS.eVPerAngstrom}), in ${seconds.toFixed(1)} s (at most ${LIMITS.seconds})`,
  );
  const held =
    energy <= LIMITS.meVPerAtom && forces <= LIMITS.eVPerAngstrom && seconds <= LIMITS.seconds;
  process.exitCode = held ? 0 : 1;
} finally {
  rmSync(cwd, { recursive: true, force: true });
}
