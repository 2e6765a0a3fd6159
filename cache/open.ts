import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Diagnostic } from '../base/diagnostic.ts';
import { ok, type Result } from '../base/result.ts';
import { openActions } from './actions.ts';
import { openCheckpoints } from './checkpoints.ts';
import { openCosts } from './costs.ts';
import { attempt, guarded, tolerated } from './failure.ts';
import type { Index } from './index-db.ts';
import { openInputFiles } from './input-files.ts';
import { temporaryFolder } from './object-files.ts';
import { openObjects } from './objects.ts';
import { openIndex } from './open-index.ts';
import { openParses } from './parses.ts';
import { openPublished } from './published.ts';
import { openRecent } from './recent.ts';
import { openRuns } from './runs.ts';
import { STATE_FOLDER, type State, type StateMode } from './state.ts';
import { leftIn, temporaryName } from './temporary.ts';
import { verifyState } from './verify.ts';

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
  const rows = {
    actions: openActions(index, objects),
    recent: openRecent(index),
    files: openInputFiles(index),
    published: openPublished(index),
    parses: openParses(index),
    runs: openRuns(index),
    costs: openCosts(index),
  };
  return {
    folder,
    mode,
    index,
    objects,
    ...rows,
    damage: () => index.damage.all(),
    checkpoints: openCheckpoints(folder),
    transaction: (work, options) => index.transaction(work, options?.durable ?? false),
    verify: () => verifyState(index, objects, rows),
    scratch(under = scratch) {
      const path = join(under, temporaryName());
      guarded('make a scratch folder', () => mkdirSync(path, { recursive: true }));
      return path;
    },
    sweep: (under) =>
      sweep([scratch, ...(under === undefined ? [] : [under])], temporaryFolder(folder)),
    close,
    [Symbol.dispose]: close,
  };
}

/** Ends what dead engines left running in their folders, and removes what they left lying there. */
async function sweep(scratches: readonly string[], temporary: string): Promise<void> {
  const left = (folder: string) => guarded(`look into ${folder}`, () => leftIn(folder));
  const folders = scratches.flatMap(left);
  if (folders.length > 0) (await import('./stray-programs.ts')).endStrayPrograms(folders);
  for (const path of [...folders, ...left(temporary)]) {
    tolerated(() => rmSync(path, { recursive: true, force: true }));
  }
}
