import { tolerated } from '../../cache/failure.ts';
import { removeFolder } from '../../cache/remove-folder.ts';
import { endStrayPrograms } from '../../cache/stray-programs.ts';
import { addPrograms, programsGone } from '../child-cpu.ts';
import { killAtExit } from './at-exit.ts';
import { Companion, type CompanionStart } from './companion.ts';

/** A companion, and what only one that was started with the same shares. */
export interface Known {
  readonly companion: Companion;
  readonly same: string;
  /** The line that it began with, once it was heard. */
  hello?: string | undefined;
  /** What of its CPU seconds was accounted for when it was given back last. */
  accounted?: number;
}

const all = new Set<Known>();
/** Those that nobody talks to, the longest idle first. */
let idle: readonly Known[] = [];
let listening = false;

/** An idle companion that was started with the same; undefined where there is none. Give it back with {@link giveBack}. */
export function takeIdle(same: string): Known | undefined {
  for (const dead of idle.filter(({ companion }) => companion.isGone)) {
    forget(dead, dead.accounted ?? 0);
  }
  const found = idle.find((known) => known.same === same);
  idle = idle.filter((known) => known !== found);
  return found;
}

/** Starts a companion. Idle ones of another kind go first, so that there are never more than `most`. */
export async function startCompanion(
  same: string,
  start: CompanionStart,
  most: number,
): Promise<Known> {
  while (all.size >= most && idle[0]) await retire(idle[0]);
  if (!listening) {
    listening = true;
    killAtExit(() => {
      for (const { companion } of all) companion.signal('SIGKILL');
    });
  }
  const known: Known = { companion: new Companion(start), same };
  all.add(known);
  addPrograms(known.companion);
  return known;
}

/** It may be talked to again; `accounted` CPU seconds of it are known to whom they belong. */
export function giveBack(known: Known, accounted: number): void {
  known.accounted = accounted;
  known.companion.hold(false);
  idle = [...idle, known];
}

/** Ends a companion and all that it started. */
export async function retire(known: Known): Promise<void> {
  idle = idle.filter((one) => one !== known);
  const used = known.companion.cpuSeconds();
  await known.companion.end();
  forget(known, used);
}

/**
 * Takes a companion that ended off the list, and ends what it left running; of its CPU time, `accounted` is known
 * already.
 */
export function forget(known: Known, accounted: number): void {
  idle = idle.filter((one) => one !== known);
  all.delete(known);
  programsGone(known.companion, accounted);
  const { folder } = known.companion;
  endStrayPrograms([folder]);
  tolerated(() => removeFolder(folder));
}

/** Ends those that nobody talks to. */
export async function endIdleCompanions(): Promise<void> {
  await Promise.all(idle.map(retire));
}
