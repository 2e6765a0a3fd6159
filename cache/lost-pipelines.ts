import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { RunRow } from './runs.ts';
import type { State } from './state.ts';

/** A pipeline that keeps its results in use though its file is gone, or has another name by now. */
export interface LostPipeline {
  readonly pipeline: string;
  /** The file of its last run, as an absolute path. */
  readonly file: string;
  /** When it last ran, Unix time in milliseconds: since then at most its file is gone. */
  readonly lastRunMs: number;
  /** The name that its file has now; absent where the file is gone. */
  readonly renamed?: { readonly to: string; readonly sinceMs: number };
}

/**
 * The pipelines of a workspace that nobody can run any more as they are known here. A file whose folder is gone, too,
 * outside of the workspace is not judged: the workspace itself may have been moved.
 */
export function lostPipelines(state: State): readonly LostPipeline[] {
  const rows = state.runs.latest(Number.MAX_SAFE_INTEGER);
  const last = new Map<string, RunRow>();
  for (const row of rows) if (!last.has(row.pipeline)) last.set(row.pipeline, row);
  const known = new Set(state.recent.everywhere().map(({ pipeline }) => pipeline));
  return [...last.values()].flatMap((row): LostPipeline[] => {
    const { pipeline, file, startedMs } = row;
    if (!known.has(pipeline)) return [];
    const lost = { pipeline, file, lastRunMs: startedMs };
    if (!existsSync(file)) return isJudged(state, file) ? [lost] : [];
    const since = renamedIn(rows, row);
    return since ? [{ ...lost, renamed: since }] : [];
  });
}

const isJudged = ({ folder }: State, file: string): boolean =>
  file.startsWith(dirname(folder)) || existsSync(dirname(file));

/** The name under which a file ran after the last run of a pipeline, from its first such run on. */
function renamedIn(
  rows: readonly RunRow[],
  last: RunRow,
): { readonly to: string; readonly sinceMs: number } | undefined {
  const later = rows.slice(0, rows.indexOf(last)).filter(({ file }) => file === last.file);
  const [newest] = later;
  const oldest = later.at(-1);
  return newest && oldest && { to: newest.pipeline, sinceMs: oldest.startedMs };
}
