import { spawnSync } from 'node:child_process';

/** Whether a process runs. One that has ended and that nobody has waited for yet does not. */
export function isAlive(pid: number): boolean {
  const stat = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)]);
  return stat.status === 0 && !String(stat.stdout).startsWith('Z');
}

/** Waits for something that another process does. */
export async function until(holds: () => boolean): Promise<void> {
  for (const begun = Date.now(); !holds(); ) {
    if (Date.now() - begun > 60_000) throw new Error('it did not come to pass in a minute');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
