import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Diagnostic } from '../base/diagnostic.ts';
import { ok, type Result } from '../base/result.ts';
import { type Actions, openActions } from './actions.ts';
import { attempt, guarded } from './failure.ts';
import { type Index, openIndex } from './index-db.ts';
import { type InputFiles, openInputFiles } from './input-files.ts';
import { temporaryFolder } from './object-files.ts';
import { type Objects, openObjects } from './objects.ts';
import { openParses, type Parses } from './parses.ts';
import { openPublished, type Published } from './published.ts';
import { openRecent, type Recent } from './recent.ts';
import { openRuns, type Runs } from './runs.ts';
import { sweepFolder, temporaryName } from './temporary.ts';
import { type Verification, verifyObjects } from './verify.ts';

/**
 * All that a workspace remembers, under `<workspace>/.mlip/`. Writers may be several (a `plan` beside a
 * `run`); the lock, not this, sees to one engine. What the disk or the index refuses is thrown as
 * {@link StateFailure}.
 */
export interface State {
  /** Absolute path of `.mlip`. In mode `read` it may not exist. */
  readonly folder: string;
  readonly mode: StateMode;
  readonly objects: Objects;
  readonly actions: Actions;
  readonly recent: Recent;
  readonly files: InputFiles;
  readonly published: Published;
  readonly parses: Parses;
  readonly runs: Runs;
  /**
   * Runs `work` as one commit, all or nothing; a throw rolls back and goes on. `durable` survives a power
   * loss (fsync of the objects' files put since, then of the commit), the rest only a kill. Inside another
   * transaction it joins that one; a durable one cannot join one that is not (a bug).
   */
  transaction<T>(work: () => T, options?: { readonly durable?: boolean }): T;
  /** Hashes every object again. What is lost is forgotten, in mode `write`. */
  verify(): Verification;
  /** A new empty folder under `.mlip/scratch`. */
  scratch(): string;
  /** Removes what dead processes left in scratch and among the objects. Only under the lock. */
  sweep(): void;
  close(): void;
  [Symbol.dispose](): void;
}

/** `read` creates and changes nothing, also while another process writes. */
export type StateMode = 'read' | 'write';

/** The name of the state's folder in a workspace. */
export const STATE_FOLDER = '.mlip';

/**
 * Opens the state of a workspace; `write` makes the folder. Errors: E0701 (of a newer program), E0703 (the
 * disk refuses), E0704 (the index is damaged).
 */
export function openState(workspace: string, mode: StateMode): Result<State, Diagnostic> {
  const folder = join(resolve(workspace), STATE_FOLDER);
  if (mode === 'write') {
    const made = attempt(() =>
      guarded(`make ${folder}`, () => mkdirSync(folder, { recursive: true })),
    );
    if (!made.ok) return made;
  }
  const index = openIndex(folder, mode);
  return index.ok ? ok(composeState(folder, mode, index.value)) : index;
}

function composeState(folder: string, mode: StateMode, index: Index): State {
  const objects = openObjects(folder, index);
  const scratch = join(folder, 'scratch');
  const close = () => index.close();
  return {
    folder,
    mode,
    objects,
    actions: openActions(index),
    recent: openRecent(index),
    files: openInputFiles(index),
    published: openPublished(index),
    parses: openParses(index),
    runs: openRuns(index),
    transaction: (work, options) => index.transaction(work, options?.durable ?? false),
    verify: () => verifyObjects(index, objects),
    scratch() {
      const path = join(scratch, temporaryName());
      guarded('make a scratch folder', () => mkdirSync(path, { recursive: true }));
      return path;
    },
    sweep() {
      guarded('clear scratch', () => [scratch, temporaryFolder(folder)].forEach(sweepFolder));
    },
    close,
    [Symbol.dispose]: close,
  };
}
