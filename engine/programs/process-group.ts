/** Ends all of a group of processes, by the process that leads it. */
export function killGroup(leader: number | undefined, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    if (leader !== undefined) process.kill(-leader, signal);
  } catch {
    // All of the group is gone.
  }
}
