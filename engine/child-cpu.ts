import { readFileSync } from 'node:fs';

/** How many ticks of `/proc` make a second: 100 on every Linux that Node runs on. */
const TICKS = 100;

/** Something that runs programs for this process and can say what they used so far. */
export interface Programs {
  cpuSeconds(): number;
}

const running = new Set<Programs>();
let taken = 0;

/** Counts what these programs use as used by programs of this process. */
export function addPrograms(programs: Programs): void {
  running.add(programs);
}

/** They have ended, and the system counts all that they used (`cpuSeconds`) among our programs from now on. */
export function programsGone(programs: Programs, cpuSeconds: number): void {
  if (running.delete(programs)) taken += cpuSeconds;
}

/**
 * CPU seconds of the programs that this process started itself and that ended since the last call, with all
 * that they started and waited for. Asked as each program ends, it is what that one used. 0 where the
 * system does not say.
 */
export function takeChildCpu(): number {
  const now = ownChildren();
  const used = Math.max(0, now - taken);
  taken = Math.max(taken, now);
  return used;
}

/** CPU seconds of all programs that were started and have ended, so far. */
export function childCpu(): number {
  let sum = ownChildren();
  for (const programs of running) sum += programs.cpuSeconds();
  return sum;
}

/** CPU seconds of a process and of all that it started and waited for. 0 where the system does not say. */
export const cpuOf = (pid: number): number =>
  ticksOf(pid)
    .slice(0, 4)
    .reduce((sum, ticks) => sum + ticks, 0) / TICKS;

const ownChildren = (): number => {
  const [, , user = 0, system = 0] = ticksOf('self');
  return (user + system) / TICKS;
};

/** Clock ticks of a process: its own in user and system mode, then those of its children that ended. */
function ticksOf(pid: number | 'self'): readonly number[] {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name of the program, in brackets, may hold anything; the fields begin after it.
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ', 15);
    return fields.slice(11, 15).map(Number);
  } catch {
    return [];
  }
}
