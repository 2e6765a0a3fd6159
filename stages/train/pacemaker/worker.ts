import type { PacemakerHow } from './resolved.ts';

/** The worker, shipped with this package: all that is asked of the Python that has pacemaker goes through it. */
export const workerPath = new URL(
  import.meta.url.endsWith('.ts')
    ? '../../../python/pacemaker_worker.py'
    : '../../../../python/pacemaker_worker.py',
  import.meta.url,
).pathname;

/** Where the Python of `mlip-auto setup pacemaker` is, and which other the environment may name; read by a shell. */
const DEFAULT =
  '${MLIP_PACEMAKER_PYTHON:-${XDG_CACHE_HOME:-$HOME/.cache}/mlip-autopipec/pacemaker/current/bin/python}';

/** In the words of the shell, so that a place that is not there is named. */
const START = `p="${DEFAULT}"; [ -x "$p" ] || { echo "there is no $p" >&2; exit 127; }; exec "$p" "$0" "$@"`;

/** The words that start the worker: with the Python of the settings, else with what the environment says when it starts. */
export const workerWords = (
  { python }: Pick<PacemakerHow, 'python'>,
  ...rest: readonly string[]
): readonly string[] =>
  python === undefined
    ? ['/bin/sh', '-c', START, workerPath, ...rest]
    : [python, workerPath, ...rest];

/** Variables that the worker inherits. */
export const passedNames = (more: readonly string[]): readonly string[] => [
  ...new Set(['PATH', 'HOME', 'MLIP_PACEMAKER_PYTHON', 'XDG_CACHE_HOME', ...more]),
];

/** Variables that it is given wherever it runs: no GPU, no packages of the user's home, no warnings for a version. */
export const GIVEN = {
  CUDA_VISIBLE_DEVICES: '',
  PYTHONNOUSERSITE: '1',
  PYTHONDONTWRITEBYTECODE: '1',
  TF_CPP_MIN_LOG_LEVEL: '2',
  TF_ENABLE_ONEDNN_OPTS: '0',
  MPLBACKEND: 'agg',
} as const;

/** The variables of a fit with so many threads. With one, its sums have one order, and so one result. */
export const threadVariables = (threads: number): { readonly [name: string]: string } =>
  Object.fromEntries(
    [
      'OMP_NUM_THREADS',
      'OPENBLAS_NUM_THREADS',
      'MKL_NUM_THREADS',
      'TF_NUM_INTRAOP_THREADS',
      'TF_NUM_INTEROP_THREADS',
    ].map((name) => [name, String(threads)]),
  );
