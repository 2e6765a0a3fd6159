import { randomBytes } from 'node:crypto';
import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from './failure.ts';

const TOKEN = randomBytes(6).toString('hex');
let count = 0;

/** A name that no other process uses and that tells whose it is: `<pid>-<token of the process>-<number>`. */
export const temporaryName = (): string => `${process.pid}-${TOKEN}-${count++}`;

/**
 * What was named by {@link temporaryName} in `folder` in processes that are gone, and the files beside such a
 * folder into which programs printed.
 */
export function leftIn(folder: string): readonly string[] {
  return entriesOf(folder).flatMap(({ name }) => {
    const owner = /^(\d+)-([0-9a-f]{12})-\d+(\.\d+\.(out|err))?$/.exec(name);
    if (!owner) return [];
    const [, pid, token] = owner;
    const ours = Number(pid) === process.pid;
    const inUse = ours ? token === TOKEN : isAlive(Number(pid));
    return inUse ? [] : [join(folder, name)];
  });
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Whether a process of this machine is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}
