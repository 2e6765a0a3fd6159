import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { isRunning, runningProcesses } from '../../cache/process-table.ts';

describe.runIf(process.platform === 'linux')('the processes that run', () => {
  it('have this one among them, with its parent', () => {
    const own = runningProcesses().find(({ pid }) => pid === process.pid);
    expect(own).toMatchObject({ parent: process.ppid });
  });

  it('have one that leads a group of its own until it has ended', async () => {
    const child = spawn('sleep', ['300'], { detached: true });
    await once(child, 'spawn');
    const pid = child.pid as number;
    expect(runningProcesses().find((one) => one.pid === pid)).toMatchObject({ group: pid });
    expect(isRunning(pid)).toBe(true);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(isRunning(pid)).toBe(false);
  });

  it('have none that has ended and was not fetched', async () => {
    const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 300']);
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(String(line));
    while (isRunning(pid)) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(runningProcesses().some((one) => one.pid === pid)).toBe(false);
    parent.kill('SIGKILL');
  });
});
