import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { newWorkspace, stateOf } from './workspace.ts';

/** Starts a shell that prints the pid of a program of its own, and waits for it. */
async function startShell(folder: string, begun: string) {
  const script = 'cd /; setsid sleep 600 & echo $!; wait';
  const shell = spawn('sh', ['-c', script], {
    cwd: folder,
    env: { PATH: process.env.PATH, MLIP_SCRATCH: begun },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: shell.stdout }), 'line')) as [string];
  return { shell, inner: Number(line) };
}

/** Whether a process is there and not only waiting to be fetched. */
function runs(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

test.runIf(process.platform === 'linux')(
  'what a dead engine left running is ended with all it started; who is in its folder is not',
  async () => {
    const state = stateOf(newWorkspace());
    const dead = join(state.folder, 'scratch/1999999999-0123456789ab-0');
    const alive = state.scratch();
    mkdirSync(dead, { recursive: true });
    const stray = await startShell(dead, dead);
    const visitor = await startShell(dead, '/');
    const ours = await startShell(alive, alive);
    try {
      await state.sweep();
      expect([stray.shell.pid as number, stray.inner].map(runs)).toEqual([false, false]);
      for (const { shell, inner } of [visitor, ours]) {
        expect([shell.pid as number, inner].map(runs)).toEqual([true, true]);
      }
    } finally {
      for (const { shell, inner } of [visitor, ours]) {
        process.kill(inner, 'SIGKILL');
        shell.kill('SIGKILL');
      }
    }
  },
);
