import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Diagnostic, errorDiagnostic } from '../base/diagnostic.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { openState } from '../cache/open.ts';
import type { RunRow } from '../cache/runs.ts';
import { STATE_FOLDER, type State } from '../cache/state.ts';
import type { RunSummary } from '../engine/events.ts';
import { compare } from '../engine/explain/compare.ts';
import { explanationLines } from '../engine/explain/lines.ts';
import { closeEnds, type PastRun } from '../engine/explain/open-ends.ts';
import { pastPipeline } from '../engine/explain/past-pipeline.ts';
import { NO_PLACES } from '../engine/explain/places.ts';
import { keysOfRun } from '../engine/explain/run-keys.ts';
import type { RunSetting } from '../engine/run/setting.ts';
import { registry } from '../stages/index.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { type ExplainOptions, printLines, refuse } from './explaining.ts';
import { quietSetting } from './quiet-setting.ts';
import { findWorkspace } from './workspace.ts';

/** How many runs can be named. */
const MOST_RUNS = 10_000;

/** `mlip-auto diff --run A B`: what changed between two runs, by cause, and what the second made for it. */
export async function diffRuns(a: string, b: string, options: ExplainOptions): Promise<ExitCode> {
  const workspace = findWorkspace(process.cwd());
  const mode = existsSync(join(workspace, STATE_FOLDER)) ? 'write' : 'read';
  const state = openState(workspace, mode);
  if (!state.ok) return refuse([state.error], options);
  try {
    const [first, second] = [runNamed(state.value, a), runNamed(state.value, b)];
    if (!first.ok) return refuse([first.error], options);
    if (!second.ok) return refuse([second.error], options);
    const [before, now] = await Promise.all([
      pastSetting(workspace, state.value, first.value),
      pastSetting(workspace, state.value, second.value),
    ]);
    const { pipelines, open } = closeEnds(pastRun(first.value, before), pastRun(second.value, now));
    const explanation = await compare({
      before: { ...before, pipeline: pipelines[0] },
      now: { ...now, pipeline: pipelines[1] },
      places: NO_PLACES,
    });
    const lines = explanationLines(explanation, `run ${first.value.row.id}`);
    const said = lines.map((line) => (line.type === 'explanation' ? { ...line, open } : line));
    printLines(said, options.json);
    return EXIT.done;
  } finally {
    state.value.close();
  }
}

const pastRun = ({ row }: KnownRun, { pipeline }: RunSetting): PastRun => ({
  run: row.id,
  pipeline,
  summary: JSON.parse(row.summary as string) as RunSummary,
});

/** What a run was, as far as its keys tell. The code of a user's stage is not loaded again. */
async function pastSetting(
  workspace: string,
  state: State,
  { row, keys }: KnownRun,
): Promise<RunSetting> {
  const pipeline = await pastPipeline(state, row.pipeline, keys, registry);
  const probe = { digestFile: state.files.digestFile, readFile: () => new Uint8Array() };
  const request = { file: row.file, overrides: [], stages: registry, probe };
  const { setting } = quietSetting({ pipeline, workspace, state, request, site: undefined });
  return { ...setting, load: (node) => registry.load(node.uses) };
}

interface KnownRun {
  readonly row: RunRow;
  readonly keys: NonNullable<ReturnType<typeof keysOfRun>>;
}

/** A run by the beginning of its id, or `last`, `last~1`, ... counted from the newest. */
function runNamed(state: State, name: string): Result<KnownRun, Diagnostic> {
  const rows = state.runs.latest(MOST_RUNS);
  const back = /^last(?:~(\d{1,4}))?$/.exec(name);
  const found = back
    ? rows.slice(Number(back[1] ?? 0)).slice(0, 1)
    : rows.filter(({ id }) => id.startsWith(name));
  const [row] = found;
  if (!row || found.length > 1) {
    const hint =
      '`last`, `last~1`, ... or the beginning of an id: `mlip-auto runs --json` lists them';
    const message = `${row ? `${found.length} runs` : 'no run'} \`${name}\``;
    return fail(errorDiagnostic('E0922', message, { hint }));
  }
  const keys = keysOfRun(state, row.id);
  if (keys) return ok({ row, keys });
  const why = row.summary === undefined ? 'it did not end' : 'they are not kept';
  return fail(errorDiagnostic('E0922', `the keys of run ${row.id} are not known: ${why}`));
}
