import { holder } from '../cache/lock.ts';
import type { RunRow } from '../cache/runs.ts';
import type { RunSummary } from '../engine/events.ts';
import type { PastRun, RunOutcome } from '../report/runs.ts';
import { displayPath } from './say.ts';

/** The runs that a state remembers, the newest first, each with how it ended; `running` says that someone works here. */
export function pastRuns(rows: readonly RunRow[], running: boolean): PastRun[] {
  return rows.map((row, at) => pastRun(row, running && at === 0));
}

function pastRun(
  { id, pipeline, file, startedMs, summary: text }: RunRow,
  going: boolean,
): PastRun {
  const summary = text === undefined ? undefined : (JSON.parse(text) as RunSummary);
  const outcome = summary ? outcomeOf(summary) : going ? 'running' : 'killed';
  const known = { id, pipeline, file: displayPath(file), startedMs, outcome } as const;
  return summary ? { ...known, summary } : known;
}

const outcomeOf = ({ ok, interrupted }: RunSummary): RunOutcome => {
  if (interrupted) return 'interrupted';
  return ok ? 'done' : 'failed';
};

/** Whether a run is going on: it is the newest, has no end, and someone holds the workspace. */
export const isGoing = (row: RunRow | undefined, id: string, workspace: string): boolean =>
  row?.id === id && row.endedMs === undefined && holder(workspace) !== undefined;
