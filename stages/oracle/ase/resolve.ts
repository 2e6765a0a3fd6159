import type { Canonical, CanonicalObject } from '../../../base/canonical.ts';
import { fail, ok } from '../../../base/result.ts';
import type { FileReference, ResolveResult } from '../../../engine/stage.ts';
import type { AseSettings } from './settings.ts';

/** The settings in the key. */
export interface ResolvedAse {
  /** ASE's name, or MODULE:CLASS. */
  readonly which: string;
  readonly args: CanonicalObject;
  readonly files: { readonly [argument: string]: FileReference };
  readonly forceConsistent: boolean;
  /** What the worker says of its packages: `{"ase":"3.29.0"}`. */
  readonly versions: string;
}

/** Reads them back out of the value in the key. */
export function resolvedOf(settings: CanonicalObject): ResolvedAse {
  const { name, args, files, force_consistent: consistent, versions } = settings;
  return {
    which: name === undefined ? `${settings.module}:${settings.class}` : String(name),
    args: args as CanonicalObject,
    files: (files ?? {}) as ResolvedAse['files'],
    forceConsistent: consistent === true,
    versions: String(versions),
  };
}

/** The worker, shipped with this package. */
const WORKER = new URL(
  import.meta.url.endsWith('.ts')
    ? '../../../python/ase_worker.py'
    : '../../../../python/ase_worker.py',
  import.meta.url,
).pathname;

/** The words that start the worker: with `python`, else with what the environment says when it starts. */
export const workerWords = (python: unknown, ...rest: readonly string[]): readonly string[] =>
  typeof python === 'string'
    ? [python, WORKER, ...rest]
    : ['/bin/sh', '-c', 'exec "${MLIP_PYTHON:-python3}" "$0" "$@"', WORKER, ...rest];

/** Variables that the worker has from this process, and those that it is given. */
export const passedNames = (passEnv: unknown): readonly string[] => [
  ...new Set(['PATH', 'HOME', 'MLIP_PYTHON', ...((passEnv ?? []) as string[])]),
];

/** What the worker needs, whatever anyone says. */
export const GIVEN = { PYTHONWARNINGS: 'ignore', PYTHONNOUSERSITE: '1' };
/** One thread a calculation, as many of them run side by side as there are cores; a site profile may say otherwise. */
export const ONE_THREAD = { OMP_NUM_THREADS: '1' };

/** Of a calculator's settings, those that are its own, those that do not matter, and how it says its version. */
export function resolveAse(given: Canonical): ResolveResult {
  const { name, module, class: kind, args = {}, files, ...rest } = given as unknown as AseSettings;
  if (name === undefined ? module === undefined || kind === undefined : (module ?? kind)) {
    const message = 'give either `name`, or `module` and `class`';
    return fail([{ path: [], message, hint: 'name: emt; or module: tblite.ase, class: TBLite' }]);
  }
  const twice = Object.keys(files ?? {}).find((argument) => Object.hasOwn(args, argument));
  if (twice !== undefined) {
    return fail([{ path: ['files', twice], message: `\`${twice}\` is in \`args\`, too` }]);
  }
  const { python, batch, time_limit: limit, pass_env: passEnv } = rest;
  const which = name ?? `${module}:${kind}`;
  return ok({
    with: {
      calculator: 'ase',
      ...(name === undefined ? { module, class: kind } : { name }),
      args: args as CanonicalObject,
      ...(files && Object.keys(files).length > 0 && { files }),
      ...(rest.force_consistent && { force_consistent: true }),
    },
    how: {
      ...(python !== undefined && { python }),
      ...(batch !== undefined && { batch }),
      ...(limit !== undefined && { time_limit: limit }),
      ...(passEnv !== undefined && { pass_env: passEnv }),
    },
    program: {
      argv: workerWords(python, 'versions', which),
      env: GIVEN,
      passEnv: passedNames(passEnv),
      pattern: 'versions=(\\{.*\\})',
      fresh: true,
      into: 'versions',
      setting: 'python',
    },
  });
}
