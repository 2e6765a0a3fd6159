import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Diagnostic, errorDiagnostic } from '../base/diagnostic.ts';
import { Database } from '../base/doors/sqlite.ts';
import { isShared, networkDisk } from '../base/network-disk.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { attempt, codeOf, guarded, tolerated } from './failure.ts';
import {
  EXPIRY_MS,
  type HolderDetails,
  holderWords,
  leaseHolds,
  readDetails,
  sideFile,
} from './holder.ts';
import { ownIdentity } from './process-identity.ts';
import { STATE_FOLDER } from './state.ts';

/** The right to be the one engine of a workspace. The operating system frees it when the process dies. */
export interface Lock {
  /** What to tell the user: the workspace is on a network disk, say. */
  readonly warnings: readonly Diagnostic[];
  /** Aborted when the lock is someone else's: a lease only, whose holder was away for too long. */
  readonly lost: AbortSignal;
  /** Gives it back; a second time does nothing. */
  release(): void;
  [Symbol.dispose](): void;
}

/** How to take the lock. */
export interface LockOptions {
  /** Wait for the holder, or fail with E0702. */
  readonly wait: boolean;
  /** Told once per holder, in words: "pid 1234 on HOST since 14:02, `mlip-auto run x.yaml`". */
  readonly onWait?: ((holder: string) => void) | undefined;
  /** Ends the waiting, with E0702. */
  readonly signal?: AbortSignal | undefined;
  /** The command line that others see; the process's own where left out. */
  readonly command?: string | undefined;
}

type Connection = InstanceType<typeof Database>;

/** A connection that is collected as garbage would give its lock away. */
const held = new Set<Connection>();

/** How long a try waits: {@link holder} of other processes looks in for microseconds. */
const TRY_MS = 60;
const POLL_MS = 150;

/**
 * Takes the lock of a workspace: an exclusive lock on `.mlip/lock.db`, held through SQLite, so that the
 * operating system frees it at death; on a network disk, where such locks may not hold between machines, a
 * lease. Errors: E0702 (held, and not waiting; or the waiting was ended), E0703 (the disk refuses).
 */
export async function acquireLock(
  workspace: string,
  options: LockOptions,
): Promise<Result<Lock, Diagnostic>> {
  const folder = join(resolve(workspace), STATE_FOLDER);
  const made = attempt(() =>
    guarded(`lock ${folder}`, () => mkdirSync(folder, { recursive: true })),
  );
  if (!made.ok) return made;
  if (isShared(folder)) return acquireLease(folder, options);
  const opened = attempt(() => guarded(`lock ${folder}`, () => openLock(folder)));
  if (!opened.ok) return opened;
  const db = opened.value;
  const taken = await take(folder, options, () => tryLocal(db, folder, options)).catch(
    (error: unknown) => {
      db.close();
      throw error;
    },
  );
  if (!taken.ok) db.close();
  return taken;
}

const openLock = (folder: string): Connection =>
  new Database(join(folder, 'lock.db'), { timeout: TRY_MS });

async function acquireLease(
  folder: string,
  options: LockOptions,
): Promise<Result<Lock, Diagnostic>> {
  const { tryLease } = await import('./lease.ts');
  return take(folder, options, () => {
    const lease = tryLease(folder, detailsOf(options));
    if (!lease) return undefined;
    const { lost, release } = lease;
    return { warnings: diskWarnings(folder), lost, release, [Symbol.dispose]: release };
  });
}

/** Tries until the lock is there, or the waiting has an end. */
async function take(
  folder: string,
  options: LockOptions,
  once: () => Lock | undefined,
): Promise<Result<Lock, Diagnostic>> {
  let said: string | undefined;
  for (;;) {
    const tried = attempt(() => guarded(`lock ${folder}`, once));
    if (!tried.ok) return tried;
    if (tried.value) return ok(tried.value);
    const words = holderWords(readDetails(folder));
    if (!options.wait || options.signal?.aborted) return fail(heldBy(words));
    if (words !== said) options.onWait?.(words);
    said = words;
    await sleep(POLL_MS, undefined, { signal: options.signal }).catch(() => undefined);
  }
}

function heldBy(words: string): Diagnostic {
  return errorDiagnostic('E0702', `this workspace is in use by ${words}`, {
    hint: 'without --no-wait, `run` waits for its end; `plan` and `status` always work',
  });
}

function tryLocal(db: Connection, folder: string, options: LockOptions): Lock | undefined {
  if (!tryLock(db)) return undefined;
  // Where a machine has as a local disk what others share, one of them may hold a lease.
  if (heldLease(folder)) {
    db.exec('ROLLBACK');
    return undefined;
  }
  writeFileSync(sideFile(folder), `${JSON.stringify(detailsOf(options))}\n`);
  held.add(db);
  const release = () => {
    if (!held.delete(db)) return;
    tolerated(() => rmSync(sideFile(folder), { force: true }));
    db.close();
  };
  return { warnings: [], lost: NEVER, release, [Symbol.dispose]: release };
}

/** A local lock is never lost. */
const NEVER = new AbortController().signal;

function tryLock(db: Connection): boolean {
  try {
    db.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if (codeOf(error)?.startsWith('SQLITE_BUSY')) return false;
    throw error;
  }
}

const detailsOf = ({ command }: LockOptions): HolderDetails => ({
  ...ownIdentity(),
  startedMs: Date.now(),
  command: command ?? commandLine(process.argv),
});

/** Who holds a workspace by a lease, if anyone does. */
function heldLease(folder: string): HolderDetails | undefined {
  const details = readDetails(folder);
  return details?.lease !== undefined && leaseHolds(folder, details, Date.now())
    ? details
    : undefined;
}

const commandLine = ([, script, ...rest]: readonly string[]): string =>
  [basename(script ?? 'node'), ...rest].join(' ');

function diskWarnings(folder: string): Diagnostic[] {
  const disk = networkDisk(folder);
  if (disk === undefined) return [];
  return [
    {
      code: 'E0706',
      severity: 'warning',
      message: `this workspace is on a network disk (${disk}): it is held by signs of life; should this machine die, another waits ${EXPIRY_MS / 60_000} minutes for it`,
    },
  ];
}

/**
 * Who holds a workspace now, in words as {@link LockOptions.onWait} has them, without taking or making
 * anything; `undefined` when nobody does, or when it may not be known (no right to read the lock).
 */
export function holder(workspace: string): string | undefined {
  const folder = join(resolve(workspace), STATE_FOLDER);
  const lease = heldLease(folder);
  if (lease) return holderWords(lease);
  const file = join(folder, 'lock.db');
  if (isShared(folder) || !existsSync(file)) return undefined;
  return isHeld(file) ? holderWords(readDetails(folder)) : undefined;
}

function isHeld(file: string): boolean {
  let db: Connection | undefined;
  try {
    db = new Database(file, { readonly: true, timeout: 0 });
    db.prepare('SELECT count(*) FROM sqlite_master').get();
    return false;
  } catch (error) {
    const code = codeOf(error) ?? '';
    if (!code.startsWith('SQLITE_')) throw error;
    return code.startsWith('SQLITE_BUSY');
  } finally {
    db?.close();
  }
}
