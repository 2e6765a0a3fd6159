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
import type { StageRegistry } from '../../engine/registry.ts';
import { openClaims } from '../../engine/run/claims.ts';
import { runPipeline, surroundings } from '../../engine/run/run.ts';
import type { RunSetting } from '../../engine/run/setting.ts';
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
  plan(yaml: string): Promise<Plan>;
  /** Opens the state anew, after something else wrote to it. */
  reopen(): void;
  close(): void;
}

export interface RigOptions {
  readonly jobs?: number;
  readonly sets?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
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

export function openRig(stages: StageRegistry): Rig {
  const folder = mkdtempSync(join(tmpdir(), 'mlip-rig-'));
  let state: State | undefined;
  const opened = (): State => {
    if (!state) {
      const result = openState(folder, 'write');
      if (!result.ok) throw new Refused([result.error]);
      state = result.value;
    }
    return state;
  };
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const load: Rig['load'] = async (yaml, sets = {}) => {
    const overrides: Override[] = Object.entries(sets).map(([name, text]) => ({
      name,
      text,
      base: folder,
    }));
    const probe = {
      digestFile: (path: string) => opened().files.digestFile(path),
      readFile: (path: string) => readFileSync(path),
    };
    const file = write('pipeline.yaml', yaml);
    const loaded = await loadPipeline({ file, overrides, stages, probe });
    if (!loaded.ok) throw new Refused(loaded.error);
    return loaded.value;
  };
  const settingOf = (pipeline: ValidPipeline, options: RigOptions, events: EngineEvent[]) => {
    const jobs = options.jobs ?? 2;
    const pool = new ComputePool(jobs);
    const setting: RunSetting = {
      pipeline,
      workspace: folder,
      state: opened(),
      load: (node) => stages.load(node.uses),
      jobs,
      pool: () => pool,
      claims: openClaims(),
      emit: (event) => events.push(event),
      signal: options.signal ?? new AbortController().signal,
    };
    return { setting, pool };
  };
  return {
    folder,
    state: opened,
    write,
    read: (name) => readFileSync(join(folder, name), 'utf8'),
    load,
    run: async (yaml, options = {}) => {
      const events: EngineEvent[] = [];
      const { setting, pool } = settingOf(await load(yaml, options.sets), options, events);
      try {
        return { summary: await runPipeline(setting), events };
      } finally {
        await pool.close();
      }
    },
    plan: async (yaml) => {
      const pipeline = await load(yaml);
      const { setting } = settingOf(pipeline, {}, []);
      return (await look(pipeline, surroundings(setting, false))).plan;
    },
    reopen: () => {
      state = undefined;
    },
    close: () => {
      state?.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
