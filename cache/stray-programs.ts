import { readFileSync } from 'node:fs';
import { sep } from 'node:path';
import { isRunning, runningProcesses, told } from './process-table.ts';

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

/** The programs of these folders, with all that descend from them. */
function straysIn(folders: readonly string[]): readonly number[] {
  const running = runningProcesses();
  const inside = ({ pid }: { readonly pid: number }): boolean => {
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

function scratchOf(pid: number): string | undefined {
  const environment = told(() => readFileSync(`/proc/${pid}/environ`, 'utf8'), '');
  const words = environment.split('\0').find((word) => word.startsWith(MARK));
  return words?.slice(MARK.length);
}

function end(pid: number): void {
  told(() => process.kill(pid, 'SIGKILL'), false);
}
