import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Diagnostic } from '../../base/diagnostic.ts';
import { openState } from '../../cache/open.ts';
import type { State } from '../../cache/state.ts';
import type { EngineEvent, RunSummary } from '../../engine/events.ts';
import { loadPipeline } from '../../engine/load/load-pipeline.ts';
import type { Override } from '../../engine/load/request.ts';
import type { ValidPipeline } from '../../engine/pipeline.ts';
import { look } from '../../engine/plan/look.ts';
import type { Plan } from '../../engine/plan/plan.ts';
import type { StageLoader } from '../../engine/plan/surroundings.ts';
import { withBudget } from '../../engine/price/budget.ts';
import type { StageRegistry } from '../../engine/registry.ts';
import { PLAIN, type RunChoice } from '../../engine/run/choice.ts';
import { openClaims } from '../../engine/run/claims.ts';
import { runPipeline, surroundings } from '../../engine/run/run.ts';
import type { RunSetting } from '../../engine/run/setting.ts';
import { openUnits } from '../../engine/run/units.ts';
import { reloadStage } from '../../engine/user-stage.ts';
import { ComputePool } from '../../engine/workers/pool.ts';

/** A workspace of its own for one test, with an engine over given stages. */
export interface Rig {
  readonly folder: string;
  readonly state: () => State;
  /** Writes a file of the workspace. */
  write(name: string, text: string): string;
  read(name: string): string;
  /** Loads a pipeline; throws its diagnostics. */
  load(yaml: string, sets?: Readonly<Record<string, string>>): Promise<ValidPipeline>;
  run(yaml: string, options?: RigOptions): Promise<RigRun>;
  plan(yaml: string, sets?: Readonly<Record<string, string>>): Promise<Plan>;
  /** Opens the state anew, after something else wrote to it. */
  reopen(): void;
  close(): void;
}

export interface RigOptions {
  /** The run's id, where its logs are looked at. */
  readonly run?: string;
  readonly jobs?: number;
  readonly sets?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** CPU seconds that may be spent on items. */
  readonly budget?: number;
  readonly choice?: Partial<RunChoice>;
  readonly failFast?: boolean;
}

export interface RigRun {
  readonly summary: RunSummary;
  readonly events: readonly EngineEvent[];
}

/** Diagnostics as something to throw in a test. */
export class Refused extends Error {
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map(({ code, message }) => `${code} ${message}`).join('\n'));
    this.diagnostics = diagnostics;
  }
}

interface Held {
  readonly open: () => State;
  readonly forget: () => void;
  readonly close: () => void;
}

/** The state of a folder, opened when first asked for. */
function stateOf(folder: string): Held {
  let state: State | undefined;
  const open = (): State => {
    if (!state) {
      const result = openState(folder, 'write');
      if (!result.ok) throw new Refused([result.error]);
      state = result.value;
    }
    return state;
  };
  return {
    open,
    forget: () => {
      state = undefined;
    },
    close: () => state?.close(),
  };
}

/** What `--set` says, as the command line reads it. */
export const overridesOf = (
  { folder }: Pick<Rig, 'folder'>,
  sets: Readonly<Record<string, string>>,
): Override[] => Object.entries(sets).map(([name, text]) => ({ name, text, base: folder }));

const loaderOf =
  (folder: string, stages: StageRegistry, { open }: Held): Rig['load'] =>
  async (yaml, sets = {}) => {
    const overrides = overridesOf({ folder }, sets);
    const probe = {
      digestFile: (path: string) => open().files.digestFile(path),
      readFile: (path: string) => readFileSync(path),
    };
    const file = join(folder, 'pipeline.yaml');
    writeFileSync(file, yaml);
    const loaded = await loadPipeline({ file, overrides, stages, probe });
    if (!loaded.ok) throw new Refused(loaded.error);
    return loaded.value;
  };

/** Loads the code of a node's stage, a user's own from its file. */
export const loaderIn =
  (stages: StageRegistry, { open }: Pick<Held, 'open'>): StageLoader =>
  async (node) => {
    if (!node.module) return stages.load(node.uses);
    const probe = {
      digestFile: (path: string) => open().files.digestFile(path),
      readFile: (path: string) => readFileSync(path),
    };
    const loaded = await reloadStage(node.uses, node.module, probe);
    if (!loaded.ok) throw new Error(loaded.error.message);
    return loaded.value.stage;
  };

export function openRig(stages: StageRegistry): Rig {
  const folder = mkdtempSync(join(tmpdir(), 'mlip-rig-'));
  const held = stateOf(folder);
  const load = loaderOf(folder, stages, held);
  const settingOf = (pipeline: ValidPipeline, options: RigOptions, events: EngineEvent[]) => {
    const jobs = options.jobs ?? 2;
    const pool = new ComputePool(jobs);
    const setting: RunSetting = {
      run: options.run ?? 'run',
      pipeline,
      workspace: folder,
      state: held.open(),
      load: loaderIn(stages, held),
      jobs,
      pool: () => pool,
      claims: openClaims(),
      units: openUnits(options.jobs ?? 2),
      choice: { ...PLAIN, ...options.choice },
      ...(options.failFast && { brake: { pulled: false } }),
      emit: (event) => events.push(event),
      signal: options.signal ?? new AbortController().signal,
    };
    return { setting, pool };
  };
  const run: Rig['run'] = async (yaml, options = {}) => {
    const events: EngineEvent[] = [];
    const { setting, pool } = settingOf(await load(yaml, options.sets), options, events);
    try {
      const { budget } = options;
      const within = budget === undefined ? setting : await withBudget(setting, budget);
      return { summary: await runPipeline(within), events };
    } finally {
      await pool.close();
    }
  };
  const plan: Rig['plan'] = async (yaml, sets) => {
    const pipeline = await load(yaml, sets);
    const { setting } = settingOf(pipeline, {}, []);
    return (await look(pipeline, surroundings(setting, false))).plan;
  };
  return { folder, load, run, plan, ...filesOf(folder), ...closing(folder, held) };
}

const filesOf = (folder: string): Pick<Rig, 'write' | 'read'> => ({
  write: (name, text) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  },
  read: (name) => readFileSync(join(folder, name), 'utf8'),
});

const closing = (folder: string, held: Held): Pick<Rig, 'state' | 'reopen' | 'close'> => ({
  state: held.open,
  reopen: held.forget,
  close: () => {
    held.close();
    rmSync(folder, { recursive: true, force: true });
  },
});
