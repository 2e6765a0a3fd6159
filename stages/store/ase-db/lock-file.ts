import { closeSync, openSync, rmSync } from 'node:fs';

/** How long one sleep lasts while another program holds the lock, ms. */
const POLL = 20;

/**
 * Takes the lock file that ASE's writers take around each write: `<db>.lock`, made only where it is
 * not there. Waits up to `timeout` ms; false where another holds it still. Other errors throw.
 */
export function takeLock(path: string, timeout: number): boolean {
  const end = Date.now() + timeout;
  for (;;) {
    try {
      closeSync(openSync(path, 'wx'));
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (Date.now() >= end) return false;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, POLL);
  }
}

/** Gives back the lock taken with {@link takeLock}. */
export const releaseLock = (path: string): void => rmSync(path, { force: true });
