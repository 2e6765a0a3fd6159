import { join } from 'node:path';
import { indexMark, type Standing } from '../cache/standing.ts';
import type { EventSink } from '../engine/events.ts';
import { parseKey } from '../engine/load/cached.ts';
import { watchStanding } from '../engine/run/standing.ts';
import { buildId } from './build-id.ts';
import type { Opened } from './open.ts';
import { findWorkspace } from './workspace.ts';

/** Keeps what a run that found everything up to date said, so that the next one need not look. */
export interface StandingKeeper {
  readonly hear: EventSink;
  /** Looks up, while the state is open, what the answer stands on. */
  find(opened: Opened): Promise<void>;
  /** Once the state is closed and the workspace still ours: keeps it, if nobody wrote since the run began. */
  keep(opened: Opened): Promise<void>;
}

/** To be opened before anything is read. */
export function openStanding(): StandingKeeper {
  const watch = watchStanding();
  const folder = join(findWorkspace(process.cwd()), '.mlip');
  const before = indexMark(folder);
  let found: Standing | undefined;
  return {
    hear: watch.hear,
    async find({ state, workspace, pipeline }) {
      const said = before && watch.said();
      if (!said) return;
      const { stoodFor } = await import('../engine/run/stood-for.ts');
      found = stoodFor(state, workspace, pipeline, said);
    },
    async keep({ request }) {
      const build = buildId();
      if (!found || !before || build === undefined || indexMark(folder) !== before) return;
      const { keepStanding } = await import('../cache/keep-standing.ts');
      keepStanding(folder, parseKey(request, build), before, found);
    },
  };
}
