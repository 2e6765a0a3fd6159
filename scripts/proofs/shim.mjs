// Compiles fault-shim.c, and says how a program is started under it.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {'ENOSPC' | 'EIO' | 'EACCES' | 'SHORT' | 'KILL' | 'BACK'} How what goes wrong: an error, half a
 *   write, SIGKILL, a clock that leaps back an hour
 * @typedef {{ at?: number, how?: How, stays?: boolean, clock?: number }} Fault at which call, and whether it
 *   stays so; seconds to add to the clock
 * @typedef {{ number: number, call: string, path: string, hit: boolean }} Call a call that changes a file
 */

/** Compiles the shim for the time of `work`. `undefined` where this system has no compiler or no preloading. */
export async function withShim(work) {
  const folder = mkdtempSync(join(tmpdir(), 'mlip-shim-'));
  const library = join(folder, 'fault-shim.so');
  const source = fileURLToPath(new URL('fault-shim.c', import.meta.url));
  try {
    if (process.platform !== 'linux') return undefined;
    try {
      execFileSync('cc', ['-O1', '-shared', '-fPIC', '-o', library, source, '-ldl']);
    } catch (error) {
      console.log(`no shim: ${error.message}`);
      return undefined;
    }
    return await work(library);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * The environment of a program under the shim.
 * @param {string} library
 * @param {string} under the folder whose files are watched
 * @param {string} log where its calls are listed
 * @param {Fault} fault
 */
export const underShim = (library, under, log, { at = 0, how, stays = false, clock = 0 }) => ({
  LD_PRELOAD: library,
  FAULT_UNDER: under,
  FAULT_LOG: log,
  FAULT_AT: `${at}`,
  FAULT_STAYS: stays ? '1' : '0',
  FAULT_CLOCK: `${clock}`,
  ...(how ? { FAULT_HOW: how } : {}),
});

/**
 * What the shim has listed.
 * @param {string} log
 * @returns {Call[]}
 */
export function callsOf(log) {
  if (!existsSync(log)) return [];
  const lines = readFileSync(log, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => {
    const [, number, call, path, hit] = /^(\d+) (\S+) (.*?)( !)?$/.exec(line) ?? [];
    return { number: Number(number), call, path, hit: hit !== undefined };
  });
}

/** What kind of file a call is about, for counting. */
export function placeOf(path, under) {
  const short = path.startsWith(under) ? path.slice(under.length + 1) : path;
  const kinds = [
    [/^\.mlip\/index\.db-wal/, "the index's log"],
    [/^\.mlip\/index\.db-shm/, "the index's shared memory"],
    [/^\.mlip\/index\.db-journal/, "the index's journal"],
    [/^\.mlip\/index\.db/, 'the index'],
    [/^\.mlip\/lock/, 'the lock'],
    [/^\.mlip\/logs/, 'logs'],
    [/^\.mlip\/objects/, 'objects'],
    [/^\.mlip\/scratch/, 'scratch'],
    [/^\.mlip(\/|$)/, 'the state, other'],
    [/^results/, 'published files'],
  ];
  return kinds.find(([pattern]) => pattern.test(short))?.[1] ?? 'other';
}
