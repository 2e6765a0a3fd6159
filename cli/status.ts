import { holder } from '../cache/lock.ts';
import { openState } from '../cache/open.ts';
import type { RunRow } from '../cache/runs.ts';
import type { RunSummary } from '../engine/events.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { displayPath, sayDiagnostics } from './say.ts';
import { findWorkspace } from './workspace.ts';

const MOST_RUNS = 5;

/** `mlip-auto status`: who works here now, and how the last runs ended. Reads only; works during a run. */
export async function status(options: { readonly json: boolean }): Promise<ExitCode> {
  const workspace = findWorkspace(process.cwd());
  const state = openState(workspace, 'read');
  if (!state.ok) {
    sayDiagnostics([state.error], options.json);
    return EXIT.usage;
  }
  const runs = state.value.runs.latest(MOST_RUNS);
  const running = holder(workspace);
  state.value.close();
  const lines = options.json
    ? [JSON.stringify({ type: 'status', workspace, running: running ?? null, runs })]
    : [
        running ? `running now: ${running}` : 'nothing is running here',
        ...(runs.length === 0
          ? ['no runs yet']
          : runs.map((row, at) => runWords(row, at === 0 && !!running))),
      ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return EXIT.done;
}

function runWords(row: RunRow, going: boolean): string {
  const started = new Date(row.startedMs).toISOString().slice(0, 19).replace('T', ' ');
  return `${started}Z  ${row.pipeline}  (${displayPath(row.file)})  ${endWords(row, going)}`;
}

function endWords({ summary }: RunRow, going: boolean): string {
  if (!summary) return going ? 'going on' : 'was killed; the next run goes on from there';
  const { ok, interrupted, nodes, items, cost } = JSON.parse(summary) as RunSummary;
  const end = ok ? 'done' : interrupted ? 'interrupted' : 'failed';
  return `${end}: ${nodes.executed} nodes executed, ${nodes.cached} reused, ${nodes.failed} failed; ${items.executed} items made, ${items.cached} reused; ${cost.wall_s} s`;
}
