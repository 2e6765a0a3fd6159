import { join } from 'node:path';
import { holder } from '../cache/lock.ts';
import { logsFolder } from '../cache/logs.ts';
import { openState } from '../cache/open.ts';
import { readRunLog } from '../report/read-log.ts';
import { type RunProgress, runProgress, runProgressWords } from '../report/running.ts';
import { pastRunWords } from '../report/runs.ts';
import { EXIT, type ExitCode, refusalCode } from './exit.ts';
import { isGoing, pastRuns } from './past-run.ts';
import { sayDiagnostics } from './say.ts';
import { findWorkspace } from './workspace.ts';

const MOST_RUNS = 5;

/**
 * `mlip-auto status`: who works here now and how far it is, and how the last runs ended. Reads only; works
 * during a run.
 */
export async function status(options: { readonly json: boolean }): Promise<ExitCode> {
  const workspace = findWorkspace(process.cwd());
  const state = openState(workspace, 'read');
  if (!state.ok) {
    sayDiagnostics([state.error], options.json);
    return refusalCode([state.error]);
  }
  const { folder, runs } = state.value;
  const rows = runs.latest(MOST_RUNS);
  const running = holder(workspace);
  const [newest] = rows;
  const going = newest !== undefined && isGoing(newest, newest.id, workspace);
  const progress = going ? progressOf(folder, newest.id) : undefined;
  state.value.close();
  if (options.json) {
    const now = { running: running ?? null, progress: progress ?? null };
    process.stdout.write(`${JSON.stringify({ type: 'status', workspace, ...now, runs: rows })}\n`);
    return EXIT.done;
  }
  const past = pastRuns(rows, running !== undefined);
  const lines = [
    running ? `running now: ${running}` : 'nothing is running here',
    ...(progress ? runProgressWords(progress) : []),
    ...(past.length === 0 ? ['no runs yet'] : past.map(pastRunWords)),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return EXIT.done;
}

/** A run that has executed nothing so far has no log, and nothing to say. */
function progressOf(folder: string, run: string): RunProgress | undefined {
  const events = readRunLog(join(logsFolder(folder), `${run}.jsonl`));
  return events.length === 0 ? undefined : runProgress(events);
}
