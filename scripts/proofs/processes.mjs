// What the system says of a process, from `/proc`.
import { readFileSync } from 'node:fs';

/** What follows the name in `/proc/PID/stat`. */
function statOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

/** When it began, in the system's own count: with the pid, which process it is. */
export const began = (pid) => statOf(pid)?.[19];

/**
 * Whether that very process still runs: a pid may be someone else's by now. One that waits to be fetched has ended.
 * @param {{ pid: number, began?: string | undefined }} one
 */
export function runs({ pid, began: since }) {
  const fields = statOf(pid);
  if (fields === undefined || ['Z', 'X'].includes(fields[0])) return false;
  return since === undefined || fields[19] === since;
}

export function endNow(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has just ended.
  }
}
