import { readdirSync, readFileSync } from 'node:fs';

/** A process of this system that has not ended. */
export interface RunningProcess {
  readonly pid: number;
  readonly parent: number;
  /** The process that leads its group. */
  readonly group: number;
}

/** All that run, by the system's own account of them; none where it has no `/proc`. */
export function runningProcesses(): readonly RunningProcess[] {
  return told(() => readdirSync('/proc'), []).flatMap((name) => {
    const fields = /^\d+$/.test(name) ? fieldsOf(Number(name)) : undefined;
    if (fields === undefined || hasEnded(fields)) return [];
    return [{ pid: Number(name), parent: Number(fields[1]), group: Number(fields[2]) }];
  });
}

/** Whether it is there and has not ended. */
export function isRunning(pid: number): boolean {
  const fields = fieldsOf(pid);
  return fields !== undefined && !hasEnded(fields);
}

/** What follows the name in `/proc/PID/stat`: the state, the parent, the group, ... The name, in brackets, may hold anything. */
function fieldsOf(pid: number): readonly string[] | undefined {
  const text = told(() => readFileSync(`/proc/${pid}/stat`, 'latin1'), undefined);
  return text?.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** One that was not fetched by its parent yet is still listed. */
const hasEnded = ([state = 'X']: readonly string[]): boolean => state === 'Z' || state === 'X';

/** What is read of a process, or `otherwise`: processes come and go, and those of others may not be shown. */
export function told<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
