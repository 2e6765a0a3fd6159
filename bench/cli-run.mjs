// Runs the built program as a process of its own and says what it used.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

/** A folder of its own for a benchmark. */
export const benchFolder = (name) => mkdtempSync(join(tmpdir(), `mlip-bench-${name}-`));

const AT_EXIT = `process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const line = require('node:fs').readFileSync('/proc/self/stat', 'latin1');
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const children = (Number(fields[13]) + Number(fields[14])) / 100;
  const own = (userCPUTime + systemCPUTime) / 1e6;
  require('node:fs').writeSync(3, JSON.stringify({ own, children, megabytes: maxRSS / 1024 }));
});\n`;

/**
 * Runs `node SCRIPT ARGS` in `folder`: CPU seconds of its own and of the programs that it ran, wall seconds, the
 * most memory that it held, what it printed.
 */
export function measured(folder, args, { allowed = [0], env = process.env } = {}) {
  const hook = join(folder, '.at-exit.cjs');
  writeFileSync(hook, AT_EXIT);
  const begun = performance.now();
  const stdio = ['ignore', 'pipe', 'inherit', 'pipe'];
  const argv = ['--require', hook, ...args];
  const options = { cwd: folder, stdio, env, maxBuffer: 2 ** 30 };
  const { status, output } = spawnSync(process.execPath, argv, options);
  if (!allowed.includes(status)) throw new Error(`${args.join(' ')} ended with ${status}`);
  const wall = (performance.now() - begun) / 1000;
  const used = JSON.parse(String(output[3]));
  return { ...used, cpu: used.own + used.children, wall, said: String(output[1]) };
}

/** {@link measured}, of `mlip-auto ARGS`; with `--json` in ARGS, its last line as `summary`. */
export function mlip(folder, args, options) {
  const done = measured(folder, [main, ...args], options);
  const summary = args.includes('--json') ? JSON.parse(done.said.trim().split('\n').at(-1)) : {};
  return { ...done, summary };
}
