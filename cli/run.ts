import type { Diagnostic } from '../base/diagnostic.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { acquireLock, type Lock } from '../cache/lock.ts';
import type { EventSink, RunSummary } from '../engine/events.ts';
import type { ValidPipeline } from '../engine/pipeline.ts';
import { openClaims } from '../engine/run/claims.ts';
import { runPipeline } from '../engine/run/run.ts';
import type { RunSetting } from '../engine/run/setting.ts';
import { openUnits } from '../engine/run/units.ts';
import { jobsOf, parseBudget, parseJobs } from './args.ts';
import { type ChoiceOptions, type Chosen, openChosen } from './choice.ts';
import { EXIT, type ExitCode, refusalCode } from './exit.ts';
import { onInterrupt } from './interrupt.ts';
import { loaderOf, type Opened, type Reading, silentIn, writable } from './open.ts';
import { poolOf } from './pool.ts';
import { openRunNote } from './run-note.ts';
import { sayDiagnostics } from './say.ts';
import { openSinks } from './sinks.ts';
import { openStanding } from './standing.ts';
import { lookLeft } from './stands.ts';
import { findWorkspace } from './workspace.ts';

export interface RunOptions extends ChoiceOptions, Reading {
  readonly jobs?: string;
  readonly json: boolean;
  /** Commander's form of `--no-wait`. */
  readonly wait: boolean;
  /** How much may be spent on items, as in `50ch`. */
  readonly budget?: string;
  /** Begins nothing more after the first failure. */
  readonly failFast?: boolean;
  /** Only says what a run would do. */
  readonly dryRun?: boolean;
  /** Looks at the pipeline before anything is written, and names its nodes for the screen. */
  readonly inspect?: (pipeline: ValidPipeline) => Result<StepNames, readonly Diagnostic[]>;
}

/** What a node is called on the screen and in `--json`, where not by its id. */
export type StepNames = ReadonlyMap<string, string>;

/** `mlip-auto run FILE`: reads, takes the workspace, plans, runs, and says how it ended. */
export async function run(file: string, options: RunOptions): Promise<ExitCode> {
  if (options.dryRun) return (await import('./plan.ts')).plan(file, options);
  const asked = parseJobs(options.jobs);
  if (!asked.ok) return refuse(asked.error, options);
  const budget = options.budget === undefined ? undefined : parseBudget(options.budget);
  if (budget?.ok === false) return refuse(budget.error, options);
  const plain = isPlain(options);
  const look = plain ? lookLeft() : undefined;
  const standing = await openStanding(findWorkspace(process.cwd()), options.profile, look);
  const read = await openChosen(file, options, standing);
  if (!read.ok) return refuse(read.error, options);
  // Before anything is spent: what a program that is missing comes after may cost days.
  const silent = await silentIn(read.value.part);
  if (silent.length > 0) return refuse(silent, options);
  const steps = options.inspect ? options.inspect(read.value.pipeline) : ok(new Map());
  if (!steps.ok) return refuse(steps.error, options);
  const interrupt = onInterrupt();
  const sinks = openSinks(read.value.workspace, options.json, steps.value);
  const lock = await takeWorkspace(read.value, options, sinks.emit, interrupt.signal);
  if (!lock.ok) {
    sayDiagnostics(lock.error, options.json);
    return interrupt.signal.aborted ? EXIT.interrupted : refusalCode(lock.error);
  }
  try {
    const opened = writable(read.value);
    if (!opened.ok) return refuse(opened.error, options);
    const { failFast = false } = options;
    const jobs = jobsOf(options.jobs, opened.value);
    const stood = plain ? await standing.stood(opened.value) : undefined;
    const job = { ...opened.value, jobs, budget: budget?.value, failFast, stood };
    const signal = AbortSignal.any([interrupt.signal, lock.value.lost]);
    const keep = (ended: RunSummary) => standing.keep(opened.value, ended);
    const summary = await runOpened(job, sinks.emit, signal, plain ? keep : async () => {});
    await sinks.close();
    return exitOf(summary);
  } finally {
    lock.value.release();
  }
}

async function takeWorkspace(
  { workspace }: Opened,
  { wait }: RunOptions,
  emit: EventSink,
  signal: AbortSignal,
): Promise<Result<Lock, readonly Diagnostic[]>> {
  const onWait = (holder: string): void => emit({ type: 'waiting', holder });
  const lock = await acquireLock(workspace, { wait, onWait, signal });
  if (!lock.ok) return fail([lock.error]);
  for (const { message } of lock.value.warnings) emit({ type: 'note', text: message });
  const text = 'another process took this workspace over: this one was away for too long';
  lock.value.lost.addEventListener('abort', () => emit({ type: 'note', text }));
  return lock;
}

/** A pipeline to run, and how. */
interface Job extends Opened, Chosen {
  readonly jobs: number;
  /** CPU seconds. */
  readonly budget: number | undefined;
  readonly failFast: boolean;
  readonly stood: RunSetting['stood'];
}

async function runOpened(
  { pipeline, part, choice, workspace, state, request, site, jobs, budget, failFast, stood }: Job,
  emit: EventSink,
  signal: AbortSignal,
  ended: (summary: RunSummary) => Promise<void>,
): Promise<RunSummary> {
  const pool = poolOf(jobs, signal);
  const run = state.runs.freeId(new Date().toISOString().replace(/[:.]/g, '-'));
  const note = openRunNote(state, pipeline, run);
  const setting: RunSetting = {
    run,
    pipeline: part,
    workspace,
    state,
    load: loaderOf(request),
    jobs,
    pool: pool.open,
    claims: openClaims(),
    units: openUnits(jobs),
    ...{ choice, site, stood },
    ...(failFast && { brake: { pulled: false } }),
    emit: (event) => {
      note.see(event);
      emit(event);
    },
    signal,
  };
  const nodes = part.nodes.map(({ id }) => id);
  emit({ type: 'run-started', run, pipeline: pipeline.name, file: pipeline.file, nodes });
  await state.sweep(site?.scratch);
  try {
    const summary = await runPipeline(
      budget === undefined ? setting : await within(setting, budget),
    );
    await note.end(summary);
    await ended(summary);
    return summary;
  } finally {
    await pool.close();
    state.close();
  }
}

/** Whether a run is the whole pipeline's, and asks for nothing beyond what is not there. */
const isPlain = ({
  until,
  from,
  force,
  accept,
  retryFailed,
  budget,
  inspect,
}: RunOptions): boolean =>
  !until?.length &&
  !from &&
  !force?.length &&
  !accept?.length &&
  !retryFailed &&
  !budget &&
  !inspect;

/** The same run with a budget of so many CPU seconds. */
const within = async (setting: RunSetting, seconds: number): Promise<RunSetting> =>
  (await import('../engine/price/budget.ts')).withBudget(setting, seconds);

function exitOf(summary: RunSummary): ExitCode {
  if (summary.interrupted) return EXIT.interrupted;
  return summary.ok ? EXIT.done : EXIT.failed;
}

function refuse(diagnostics: readonly Diagnostic[], { json }: RunOptions): ExitCode {
  sayDiagnostics(diagnostics, json);
  return refusalCode(diagnostics);
}
