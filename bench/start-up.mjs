// CPU seconds of `--version` and of a run in which everything is up to date, least of several:
// `node bench/start-up.mjs`. With --check it fails beyond the budgets.
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

function cpuSeconds(...args) {
  const stdio = ['ignore', 'ignore', 'inherit', 'pipe'];
  const { status, output } = spawnSync(process.execPath, ['--require', hook, main, ...args], {
    cwd: folder,
    stdio,
  });
  if (status !== 0) throw new Error(`mlip-auto ${args.join(' ')} ended with ${status}`);
  return Number(String(output[3]));
}

const least = (...args) => Math.min(...Array.from({ length: REPEATS }, () => cpuSeconds(...args)));

const demo = join(root, 'pipelines/cu-oneshot.yaml');
let beyond = false;
function say(what, seconds, budget) {
  console.log(`${what}: ${seconds.toFixed(3)} s CPU (budget ${budget})`);
  beyond ||= seconds > budget;
}
try {
  say('--version', least('--version'), 0.07);
  cpuSeconds('run', demo);
  say('cu-oneshot, everything up to date', least('run', demo), 0.15);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (process.argv.includes('--check') && beyond) process.exitCode = 1;
