// CPU seconds of `--version`, of a run in which everything is up to date, and of reading a pipeline, least of several:
// `node bench/start-up.mjs`. The budgets are of a machine on which node alone takes 0.047 s; on a slower one they
// grow with it. With --check it fails beyond them.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const main = join(root, 'dist/cli/main.js');
const folder = mkdtempSync(join(tmpdir(), 'mlip-start-'));
const REPEATS = 9;
const hook = join(folder, 'at-exit.cjs');
writeFileSync(
  hook,
  `process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  require('node:fs').writeSync(3, String((user + system) / 1e6));
});\n`,
);

const NODE_ALONE = 0.047;

function cpuSeconds(...args) {
  const stdio = ['ignore', 'ignore', 'inherit', 'pipe'];
  const { status, output } = spawnSync(process.execPath, ['--require', hook, ...args], {
    cwd: folder,
    stdio,
  });
  if (status !== 0) throw new Error(`mlip-auto ${args.join(' ')} ended with ${status}`);
  return Number(String(output[3]));
}

const least = (...args) => Math.min(...Array.from({ length: REPEATS }, () => cpuSeconds(...args)));

const demo = join(root, 'pipelines/cu-oneshot.yaml');
let beyond = false;
function say(what, seconds, budget, slowness) {
  const scaled = budget * Math.max(1, slowness);
  console.log(`${what}: ${seconds.toFixed(3)} s CPU (budget ${budget}, here ${scaled.toFixed(3)})`);
  beyond ||= seconds > scaled;
}
try {
  writeFileSync(join(folder, 'nothing.mjs'), '');
  const alone = least('nothing.mjs');
  console.log(`node alone: ${alone.toFixed(3)} s CPU`);
  const slowness = alone / NODE_ALONE;
  say('--version', least(main, '--version'), 0.07, slowness);
  say('cu-oneshot, read for the first time', least(main, 'validate', demo), 0.6, slowness);
  cpuSeconds(main, 'run', demo);
  say('cu-oneshot, everything up to date', least(main, 'run', demo), 0.085, slowness);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (process.argv.includes('--check') && beyond) process.exitCode = 1;
