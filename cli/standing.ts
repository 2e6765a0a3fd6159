import { join } from 'node:path';
import { indexMark, type Standing } from '../cache/standing.ts';
import type { EventSink } from '../engine/events.ts';
import { watchStanding } from '../engine/run/standing.ts';
import { runKey } from './asked.ts';
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
export function openStanding(profile: string | undefined): StandingKeeper {
  const watch = watchStanding();
  const folder = join(findWorkspace(process.cwd()), '.mlip');
  const before = indexMark(folder);
  let found: Standing | undefined;
  return {
    hear: watch.hear,
    async find({ state, workspace, pipeline, config }) {
      const said = before && watch.said();
      if (!said) return;
      const { stoodFor } = await import('../engine/run/stood-for.ts');
      const files = config ? [...pipeline.files, config] : pipeline.files;
      found = stoodFor(state, workspace, { ...pipeline, files }, said);
    },
    async keep({ request, config }) {
      const build = buildId();
      if (!found || !before || build === undefined || indexMark(folder) !== before) return;
      const { keepStanding } = await import('../cache/keep-standing.ts');
      keepStanding(folder, runKey(request, build, config?.path, profile), before, found);
    },
  };
}
