import { readFileSync } from 'node:fs';

/** How many ticks of `/proc` make a second: 100 on every Linux that Node runs on. */
const TICKS = 100;

let taken = 0;

/**
 * CPU seconds of the programs that ended since the last call, with all that they started and waited
 * for. Asked as each program ends, it is what that one used. 0 where the system does not say.
 */
export function takeChildCpu(): number {
  const now = childCpu();
  const used = Math.max(0, now - taken);
  taken = now;
  return used;
}

/** CPU seconds of all programs that were started and have ended, so far. */
export function childCpu(): number {
  try {
    const line = readFileSync('/proc/self/stat', 'latin1');
    // The name of the program, in brackets, may hold anything; the fields begin after it.
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[13]) + Number(fields[14])) / TICKS;
  } catch {
    return 0;
  }
}
