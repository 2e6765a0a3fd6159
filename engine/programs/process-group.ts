import { setTimeout as pause } from 'node:timers/promises';
import { runningProcesses } from '../../cache/process-table.ts';

/** How long the system may take to end what was killed. */
const PATIENCE_MS = 2000;

/** Sends a signal to all of a group of processes, known by the process that leads it. */
export function killGroup(leader: number | undefined, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (leader !== undefined) reach(leader, signal);
}

/** Ends all of a group, and waits until the system has: what was killed may write for a moment yet. */
export async function endGroup(leader: number | undefined): Promise<void> {
  if (leader === undefined) return;
  killGroup(leader, 'SIGKILL');
  const until = performance.now() + PATIENCE_MS;
  while (isThere(leader) && performance.now() < until) await pause(5);
}

/** Whether any of the group runs. One that has ended and that nobody fetched yet can still be reached. */
const isThere = (leader: number): boolean =>
  reach(leader, 0) && runningProcesses().some(({ group }) => group === leader);

/** Whether any of the group could be told. */
function reach(leader: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-leader, signal);
  } catch {
    return false;
  }
}
