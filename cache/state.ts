import type { Actions } from './actions.ts';
import type { Checkpoints } from './checkpoints.ts';
import type { Costs } from './costs.ts';
import type { Damage } from './damage.ts';
import type { Index } from './index-db.ts';
import type { InputFiles } from './input-files.ts';
import type { Objects } from './objects.ts';
import type { Parses } from './parses.ts';
import type { Published } from './published.ts';
import type { Recent } from './recent.ts';
import type { Runs } from './runs.ts';
import type { Verification } from './verify.ts';

/** The name of the state's folder in a workspace. */
export const STATE_FOLDER = '.mlip';

/**
 * All that a workspace remembers, under `<workspace>/.mlip/`. Writers may be several (a `plan` beside a
 * `run`); the lock, not this, sees to one engine. What the disk or the index refuses is thrown as
 * {@link StateFailure}.
 */
export interface State {
  /** Absolute path of `.mlip`. In mode `read` it may not exist. */
  readonly folder: string;
  readonly mode: StateMode;
  /** What all the rest is kept in: for the modules of this room alone. */
  readonly index: Index;
  readonly objects: Objects;
  readonly actions: Actions;
  readonly recent: Recent;
  readonly files: InputFiles;
  readonly published: Published;
  readonly parses: Parses;
  readonly runs: Runs;
  readonly costs: Costs;
  readonly checkpoints: Checkpoints;
  /**
   * Runs `work` as one commit, all or nothing; a throw rolls back and goes on. `durable` survives a power
   * loss (fsync of the objects' files put since, then of the commit), the rest only a kill. Inside another
   * transaction it joins that one; a durable one cannot join one that is not (a bug).
   */
  transaction<T>(work: () => T, options?: { readonly durable?: boolean }): T;
  /** The rows of the index that were found damaged since it was opened. They count for nothing, or were mended. */
  damage(): readonly Damage[];
  /** Hashes every object and every row again. What is lost is forgotten, in mode `write`. */
  verify(): Verification;
  /** A new empty folder under `.mlip/scratch`, or under another folder of this workspace alone. */
  scratch(under?: string): string;
  /** Ends programs and removes files that dead processes left in scratch (both) and among the objects. Only under the lock. */
  sweep(under?: string): Promise<void>;
  close(): void;
  [Symbol.dispose](): void;
}

/** `read` creates and changes nothing, also while another process writes. */
export type StateMode = 'read' | 'write';
