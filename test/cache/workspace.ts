import { type ChildProcess, spawn } from 'node:child_process';
import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach } from 'vitest';
import type { ActionRecord } from '../../cache/actions.ts';
import { openState } from '../../cache/open.ts';
import type { State, StateMode } from '../../cache/state.ts';

const opened: string[] = [];
const states: State[] = [];
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const state of states.splice(0)) state.close();
  for (const folder of opened.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A new empty folder, removed after the test. */
export function newWorkspace(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mlip-cache-'));
  opened.push(folder);
  return folder;
}

/** Its state, closed after the test. */
export function stateOf(workspace: string, mode: StateMode = 'write'): State {
  const state = openState(workspace, mode);
  if (!state.ok) throw new Error(state.error.message);
  states.push(state.value);
  return state.value;
}

/** Starts one of the programs in `children/`; killed after the test. */
export function startChild(name: string, ...args: string[]): ChildProcess {
  const script = childScript(name);
  const child = spawn(process.execPath, [script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return child;
}

export const childScript = (name: string): string =>
  fileURLToPath(new URL(`./children/${name}.mjs`, import.meta.url));

/** The lines that a child prints. */
export const linesOf = (child: ChildProcess): AsyncIterableIterator<string> =>
  createInterface({ input: child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();

/** Resolves when a child has ended. */
export const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', () => resolve());
  });

/** Inverts one bit of a byte in place, as a bad disk would. */
export function flipByte(path: string, at: number): void {
  const file = openSync(path, 'r+');
  const byte = Buffer.alloc(1);
  readSync(file, byte, 0, 1, at);
  byte[0] = (byte[0] as number) ^ 1;
  writeSync(file, byte, 0, 1, at);
  closeSync(file);
}

/** Every file below a folder, relative to it, sorted. */
export const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

/** A record with nothing remarkable in it. */
export const recordOf = (outputs: ActionRecord['outputs']): ActionRecord => ({
  outputs,
  outcome: 'ok',
  cost: { cpuSeconds: 1.5, wallSeconds: 2 },
  made: 1_700_000_000_000,
  origin: 'run',
});
