// Runs the compiled program as a user does, and reads what it says on its `--json` lines.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The project's own folder. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * A pipeline by its name in pipelines/, or `small` for the one of CI, or by path.
 * @param {string} name
 */
export function pipelineFile(name) {
  if (name.endsWith('.yaml')) return name;
  const isFixture = name === 'small' || name === 'strategies';
  return join(ROOT, isFixture ? 'test/fixtures' : 'pipelines', `${name}.yaml`);
}

/**
 * @typedef {object} Ended
 * @property {number | null} code the exit code; null where a signal ended it
 * @property {number} seconds wall time
 * @property {any[]} events the JSON lines that arrived whole
 * @property {any} summary the last line where it is a summary, else undefined
 * @property {string} stderr
 */

/**
 * Starts `mlip-auto ARGV` in a folder. `kill` is SIGKILL: nothing in the program can catch it.
 * @param {string} cwd
 * @param {readonly string[]} argv
 * @param {{ node?: string, root?: string, env?: NodeJS.ProcessEnv, onEvent?: (event: any) => void }} [options]
 *   the Node to use, the copy of the project to run, variables of the environment, who hears each event as
 *   it comes
 * @returns {{ pid: number | undefined, kill: () => void, ended: Promise<Ended> }}
 */
export function startProgram(cwd, argv, options = {}) {
  const { node = process.execPath, root = ROOT, env = {}, onEvent } = options;
  const begin = performance.now();
  const child = spawn(node, [join(root, 'dist/cli/main.js'), ...argv], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  /** @type {any[]} */
  const events = [];
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const event = parsed(line);
    if (!event) return;
    events.push(event);
    onEvent?.(event);
  });
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      const last = events.at(-1);
      const summary = last?.type === 'summary' ? last : undefined;
      resolve({ code, seconds: (performance.now() - begin) / 1000, events, summary, stderr });
    });
  });
  return { pid: child.pid, kill: () => child.kill('SIGKILL'), ended };
}

/**
 * The last line of a killed program may be cut.
 * @param {string} line
 */
function parsed(line) {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/**
 * Every output's digest, as one text that two runs share or not.
 * @param {any} summary
 */
export function digestsOf(summary) {
  const outputs = Object.entries(summary.outputs).sort(([a], [b]) => (a < b ? -1 : 1));
  return outputs.map(([name, { digest }]) => `${name} ${digest}`).join('\n');
}

/**
 * Outputs whose published file does not hold the bytes that the summary says.
 * @param {string} cwd
 * @param {any} summary
 */
export function wronglyPublished(cwd, summary) {
  return Object.entries(summary.outputs)
    .filter(([, { path }]) => path !== null)
    .filter(([, { path, digest }]) => {
      const hash = createHash('sha256').update(readFileSync(join(cwd, path)));
      return digest !== `sha256:${hash.digest('hex')}`;
    })
    .map(([name, { path }]) => `${name} at ${path}`);
}
