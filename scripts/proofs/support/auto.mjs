import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const FILES = {
  small: fileURLToPath(new URL('../small.yaml', import.meta.url)),
  cu: join(root, 'pipelines/cu-oneshot.yaml'),
};

/** This Node and the program that `npm run build` made. */
export const here = { node: process.execPath, main: join(root, 'dist/cli/main.js') };

/**
 * A temporary workspace with one of the pipelines in it.
 * @param {'small' | 'cu'} name
 */
export function openWorkspace(name) {
  if (!Object.hasOwn(FILES, name)) throw new Error(`--pipeline is small or cu, not ${name}`);
  const folder = mkdtempSync(join(tmpdir(), 'mlip-proof-'));
  copyFileSync(FILES[name], join(folder, 'pipeline.yaml'));
  return { folder, close: () => rmSync(folder, { recursive: true, force: true }) };
}

/**
 * `mlip-auto run --json` in a workspace. `killAfter` seconds after its start it is killed (-9), if it
 * still runs. Gives how it ended, its events and, where it came to its end, its summary.
 */
export function autoRun(program, folder, { killAfter, args = [] } = {}) {
  const argv = [program.main, 'run', 'pipeline.yaml', '--json', ...args];
  const child = spawn(program.node, argv, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const started = performance.now();
  const kill = () => child.kill('SIGKILL');
  const timer = killAfter === undefined ? undefined : setTimeout(kill, killAfter * 1000);
  const chunks = { stdout: [], stderr: [] };
  child.stdout.on('data', (chunk) => chunks.stdout.push(chunk));
  child.stderr.on('data', (chunk) => chunks.stderr.push(chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      const events = eventsOf(Buffer.concat(chunks.stdout).toString());
      const summary = events.find(({ type }) => type === 'summary');
      const words = Buffer.concat(chunks.stderr).toString();
      const seconds = (performance.now() - started) / 1000;
      resolve({ code, signal, events, summary, words, seconds });
    });
  });
}

/** Whole lines only: a killed program may leave half a one. */
const eventsOf = (text) =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
