import { readdirSync, readFileSync } from 'node:fs';
import { sep } from 'node:path';

const MARK = 'MLIP_SCRATCH=';

/** How long the system may take to end a program that was told to. */
const PATIENCE_MS = 5000;

/**
 * Ends the programs that dead engines started in these folders, and what those started: an engine that was
 * killed could not do it, and what they make counts for nothing. They are known by the `MLIP_SCRATCH` that they
 * were started with, wherever they work: a person who went into such a folder is left alone. Where the system
 * does not tell it (no `/proc`), nothing is ended.
 */
export function endStrayPrograms(folders: readonly string[]): void {
  const strays = straysIn(folders);
  for (const pid of strays) end(pid);
  const until = performance.now() + PATIENCE_MS;
  while (strays.some(isRunning) && performance.now() < until) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
  }
}

interface Running {
  readonly pid: number;
  readonly parent: number;
}

/** The programs of these folders, with all that descend from them. */
function straysIn(folders: readonly string[]): readonly number[] {
  const running = runningPrograms();
  const inside = ({ pid }: Running): boolean => {
    const begun = scratchOf(pid);
    return folders.some((folder) => begun === folder || begun?.startsWith(folder + sep));
  };
  const strays = new Set(running.filter(inside).map(({ pid }) => pid));
  for (let before = -1; before < strays.size; ) {
    before = strays.size;
    for (const { pid, parent } of running) if (strays.has(parent)) strays.add(pid);
  }
  strays.delete(process.pid);
  return [...strays];
}

function runningPrograms(): readonly Running[] {
  return told(() => readdirSync('/proc'), []).flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    const parent = Number(fieldsOf(Number(name))?.[1]);
    return parent > 0 ? [{ pid: Number(name), parent }] : [];
  });
}

/** What follows the name in `/proc/PID/stat`: the state, the parent, ... The name, in brackets, may hold anything. */
function fieldsOf(pid: number): readonly string[] | undefined {
  const text = told(() => readFileSync(`/proc/${pid}/stat`, 'latin1'), undefined);
  return text?.slice(text.lastIndexOf(')') + 2).split(' ');
}

function scratchOf(pid: number): string | undefined {
  const environment = told(() => readFileSync(`/proc/${pid}/environ`, 'utf8'), '');
  const words = environment.split('\0').find((word) => word.startsWith(MARK));
  return words?.slice(MARK.length);
}

/** One that has ended and was not fetched by its parent yet counts as ended. */
const isRunning = (pid: number): boolean => !['Z', 'X', undefined].includes(fieldsOf(pid)?.[0]);

function end(pid: number): void {
  told(() => process.kill(pid, 'SIGKILL'), false);
}

/** Programs come and go, and those of others are not shown. */
function told<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
