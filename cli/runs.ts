import { errorDiagnostic } from '../base/diagnostic.ts';
import { holder } from '../cache/lock.ts';
import { openState } from '../cache/open.ts';
import { type PastRun, pastRunWords } from '../report/runs.ts';
import { EXIT, type ExitCode, refusalCode } from './exit.ts';
import { pastRuns } from './past-run.ts';
import { sayDiagnostics } from './say.ts';
import { findWorkspace } from './workspace.ts';

/** `mlip-auto runs`: the past runs of this workspace, the newest first, with counts and cost. Works during a run. */
export async function runs(options: {
  readonly json: boolean;
  readonly number: string;
}): Promise<ExitCode> {
  if (!/^[1-9]\d{0,8}$/.test(options.number)) {
    const message = `-n ${options.number}: this is not a number of runs`;
    const hint = 'write a whole number, as in -n 50';
    sayDiagnostics([errorDiagnostic('E0921', message, { hint })], options.json);
    return EXIT.usage;
  }
  const workspace = findWorkspace(process.cwd());
  const state = openState(workspace, 'read');
  if (!state.ok) {
    sayDiagnostics([state.error], options.json);
    return refusalCode([state.error]);
  }
  const rows = state.value.runs.latest(Number(options.number));
  state.value.close();
  const past = pastRuns(rows, holder(workspace) !== undefined);
  const lines = past.map((run) => (options.json ? jsonLine(run) : pastRunWords(run)));
  if (!options.json && lines.length === 0) lines.push('no runs yet');
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
  return EXIT.done;
}

function jsonLine({ id, pipeline, file, startedMs, outcome, summary }: PastRun): string {
  const started = new Date(startedMs).toISOString();
  const counts = summary
    ? { nodes: summary.nodes, items: summary.items, cost: summary.cost }
    : { nodes: null, items: null, cost: null };
  return JSON.stringify({ type: 'run', run: id, pipeline, file, started, outcome, ...counts });
}
