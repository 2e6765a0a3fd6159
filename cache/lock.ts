import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Diagnostic, errorDiagnostic } from '../base/diagnostic.ts';
import { Database } from '../base/doors/sqlite.ts';
import { fail, type Result } from '../base/result.ts';
import { attempt, codeOf, guarded } from './failure.ts';
import { networkDisk } from './network-disk.ts';
import { STATE_FOLDER } from './state.ts';

/** The right to be the one engine of a workspace. The operating system frees it when the process dies. */
export interface Lock {
  /** What to tell the user: the workspace is on a network disk, say. */
  readonly warnings: readonly Diagnostic[];
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

/** What a holder writes into `.mlip/lock.json`. */
interface HolderDetails {
  readonly pid: number;
  readonly host: string;
  readonly startedMs: number;
  readonly command: string;
}

type Connection = InstanceType<typeof Database>;

/** A connection that is collected as garbage would give its lock away. */
const held = new Set<Connection>();

/** How long a try waits: {@link holder} of other processes looks in for microseconds. */
const TRY_MS = 60;
const POLL_MS = 150;

/**
 * Takes the lock of a workspace: an exclusive lock on `.mlip/lock.db`, held through SQLite, so that the
 * operating system frees it at death. Errors: E0702 (held, and not waiting; or the waiting was ended),
 * E0703 (the disk refuses).
 */
export async function acquireLock(
  workspace: string,
  options: LockOptions,
): Promise<Result<Lock, Diagnostic>> {
  const folder = join(resolve(workspace), STATE_FOLDER);
  const opened = attempt(() => guarded(`lock ${folder}`, () => openLock(folder)));
  if (!opened.ok) return opened;
  const db = opened.value;
  const taken = await take(db, folder, options).catch((error: unknown) => {
    db.close();
    throw error;
  });
  if (!taken.ok) db.close();
  return taken;
}

function openLock(folder: string): Connection {
  mkdirSync(folder, { recursive: true });
  return new Database(join(folder, 'lock.db'), { timeout: TRY_MS });
}

async function take(
  db: Connection,
  folder: string,
  options: LockOptions,
): Promise<Result<Lock, Diagnostic>> {
  let said: string | undefined;
  for (;;) {
    const tried = attempt(() => guarded(`lock ${folder}`, () => tryLock(db)));
    if (!tried.ok) return tried;
    if (tried.value) return attempt(() => finish(db, folder, options.command));
    const words = readHolder(folder);
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

function tryLock(db: Connection): boolean {
  try {
    db.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if (codeOf(error)?.startsWith('SQLITE_BUSY')) return false;
    throw error;
  }
}

function finish(db: Connection, folder: string, command: string | undefined): Lock {
  const side = sideFile(folder);
  const details: HolderDetails = {
    pid: process.pid,
    host: hostname(),
    startedMs: Date.now(),
    command: command ?? commandLine(process.argv),
  };
  guarded(`lock ${folder}`, () => writeFileSync(side, `${JSON.stringify(details)}\n`));
  held.add(db);
  const release = () => {
    if (!held.delete(db)) return;
    rmSync(side, { force: true });
    db.close();
  };
  return { warnings: diskWarnings(folder), release, [Symbol.dispose]: release };
}

/** Readable beside the lock, since a locked database is not. One left by a dead holder means nothing. */
const sideFile = (folder: string): string => join(folder, 'lock.json');

const commandLine = ([, script, ...rest]: readonly string[]): string =>
  [basename(script ?? 'node'), ...rest].join(' ');

function diskWarnings(folder: string): Diagnostic[] {
  const disk = networkDisk(folder);
  if (disk === undefined) return [];
  return [
    {
      code: 'E0706',
      severity: 'warning',
      message: `this workspace is on a network disk (${disk}), where locks between machines may not hold`,
      hint: 'run in it from one machine at a time',
    },
  ];
}

/**
 * Who holds a workspace now, in words as {@link LockOptions.onWait} has them, without taking or making
 * anything; `undefined` when nobody does, or when it may not be known (no right to read the lock).
 */
export function holder(workspace: string): string | undefined {
  const folder = join(resolve(workspace), STATE_FOLDER);
  const file = join(folder, 'lock.db');
  if (!existsSync(file)) return undefined;
  return isHeld(file) ? readHolder(folder) : undefined;
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

function readHolder(folder: string): string {
  try {
    const details = JSON.parse(readFileSync(sideFile(folder), 'utf8')) as HolderDetails;
    return wordsOf(details, new Date());
  } catch {
    return 'another process';
  }
}

function wordsOf({ pid, host, startedMs, command }: HolderDetails, now: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = (date: Date) =>
    `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const start = new Date(startedMs);
  const time = `${two(start.getHours())}:${two(start.getMinutes())}`;
  const since = day(start) === day(now) ? time : `${day(start)} ${time}`;
  return `pid ${pid} on ${host} since ${since}, \`${command}\``;
}
