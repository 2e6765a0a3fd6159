import { closeSync, openSync, readdirSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { networkDisk } from '../../../base/network-disk.ts';

/** How long one sleep lasts while another program holds the lock, ms. */
const POLL = 20;
/** How old a lock must be before it is asked whether its maker is still there, ms. */
const OLD = 10_000;

/** A lock that is held: the open file, by which others see that its holder lives. */
export interface HeldLock {
  readonly path: string;
  readonly file: number;
}

/**
 * Takes the lock file that ASE's writers take around each write: `<db>.lock`, made only where it is
 * not there. As ASE does, the file stays open while it is held; one that nobody has open was left by a
 * writer that died, and is taken over. Waits up to `timeout` ms; undefined where another holds it still.
 * Other errors throw.
 */
export function takeLock(path: string, timeout: number): HeldLock | undefined {
  // A clock that people set may go back.
  const end = performance.now() + timeout;
  for (;;) {
    try {
      return { path, file: openSync(path, 'wx') };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (isLeftOver(path)) rmSync(path, { force: true });
    else if (performance.now() >= end) return undefined;
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, POLL);
  }
}

/** Gives back the lock taken with {@link takeLock}. */
export function releaseLock({ path, file }: HeldLock): void {
  closeSync(file);
  rmSync(path, { force: true });
}

/**
 * Whether a lock file's maker is dead for certain: it is old, on a disk of this machine, and no process
 * of its owner has it open. A guess would do no harm to the data, which SQLite locks too.
 */
export function isLeftOver(path: string): boolean {
  if (process.platform !== 'linux') return false;
  try {
    const lock = statSync(path);
    if (Date.now() - lock.mtimeMs < OLD || networkDisk(dirname(path))) return false;
    const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return processes.every((pid) => !mayHold(pid, lock));
  } catch {
    return false;
  }
}

interface FileIdentity {
  readonly uid: number;
  readonly dev: number;
  readonly ino: number;
}

/** Whether a process has the file open; one of another user's cannot have made it. */
function mayHold(pid: string, lock: FileIdentity): boolean {
  const folder = join('/proc', pid, 'fd');
  try {
    if (statSync(folder).uid !== lock.uid) return false;
    return readdirSync(folder).some((file) => isSame(join(folder, file), lock));
  } catch (error) {
    // Gone since: it holds nothing. Not to be read: nothing is known.
    return !['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '');
  }
}

function isSame(link: string, lock: FileIdentity): boolean {
  try {
    if (!readlinkSync(link).endsWith('.lock')) return false;
    const found = statSync(link);
    return found.dev === lock.dev && found.ino === lock.ino;
  } catch {
    return false;
  }
}
