import { join } from 'node:path';
import type { Canonical } from '../base/canonical.ts';
import { compiledUrl } from '../base/compiled.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { execute } from '../engine/programs/execute.ts';
import { endIdleLanes } from '../engine/programs/lanes.ts';
import { ask } from '../engine/programs.ts';
import type { ComputeTask, ExecOptions, ProgramProbe } from '../engine/stage.ts';
import type { TrainingData } from '../stages/train/pacemaker/data.ts';
import type { Lab } from '../stages/train/pacemaker/lab.ts';
import { resolvePacemaker } from '../stages/train/pacemaker/resolve.ts';
import type { PacemakerHow, ResolvedPacemaker } from '../stages/train/pacemaker/resolved.ts';
import { PacemakerWrapper } from '../stages/train/pacemaker/wrapper.ts';
import type { TrainingConfig } from '../stages/train/training-config.ts';

/** A fit by pacemaker without a pipeline. */
export interface PacemakerRequest {
  /** As in the YAML; `pacemaker.initial_potential` is the argument of `train` here. */
  readonly config: TrainingConfig;
  /** Labelled structures: eV, eV/Å. */
  readonly data: TrainingData;
  /** Its files go here; an interim potential of a fit that was ended stays in `checkpoint` below it. */
  readonly folder: string;
  readonly limitSeconds?: number;
  readonly signal?: AbortSignal;
  onProgress?(done: number, total: number, words: string): void;
  onNote?(text: string): void;
}

/** The wrapper for a request; a refusal says in one line a setting what is wrong, or that there is no pacemaker. */
export async function openPacemaker(
  request: PacemakerRequest,
): Promise<Result<PacemakerWrapper, readonly string[]>> {
  const resolved = resolvePacemaker(request.config as Canonical);
  if (!resolved.ok) {
    return fail(resolved.error.map(({ path, message }) => `${path.join('.')}: ${message}`));
  }
  const { program } = resolved.value;
  const version = await ask(program as ProgramProbe);
  if (!version.ok) return fail([`${version.error} (${program?.hint})`]);
  const settings = { ...resolved.value.with, program: version.value } as unknown;
  const job = {
    settings: settings as ResolvedPacemaker,
    how: resolved.value.how as unknown as PacemakerHow,
    data: request.data,
  };
  return ok(new PacemakerWrapper(job, labOf(request)));
}

function labOf({ folder, limitSeconds, onProgress, onNote, ...request }: PacemakerRequest): Lab {
  const signal = request.signal ?? new AbortController().signal;
  return {
    folder: join(folder, 'work'),
    checkpoint: join(folder, 'checkpoint'),
    limitSeconds,
    signal,
    workers: 1,
    compute: async <Out>({ module, name }: ComputeTask, payload: unknown): Promise<Out> =>
      (await import(compiledUrl(module)))[name](payload),
    exec: async (argv, options = {}) => {
      const { onOutput, folder: place = folder, ...rest } = options;
      try {
        return await execute({
          argv,
          folder: place,
          signal,
          options: { ...rest, env: environment(options) },
          onOutput: (chunk) => onOutput?.(Buffer.from(chunk).toString('utf8')),
        });
      } finally {
        await endIdleLanes();
      }
    },
    progress: (done, total, words = '') => onProgress?.(done, total, words),
    note: (text) => onNote?.(text),
  };
}

function environment({ env = {}, passEnv = [] }: ExecOptions): { readonly [name: string]: string } {
  const passed = passEnv.flatMap((name): [string, string][] => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return { ...Object.fromEntries(passed), ...env };
}
