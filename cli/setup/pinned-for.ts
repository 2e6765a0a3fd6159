/** What the pinned packages of pacemaker's environment are built for, as a Python says it of itself. */
export const PINNED_FOR = {
  version: '3.11',
  implementation: 'cpython',
  system: 'linux',
  machine: 'x86_64',
  libc: 'glibc',
} as const;

/** The same in words. */
export const PINNED_WORDS = 'CPython 3.11 on Linux x86_64 (glibc)';

/** What to do where no Python will do: nothing is pinned for such a machine, and pip may have wheels for it all the same. */
export const OWN_ENVIRONMENT =
  'make an environment of your own with the versions that docs/pacemaker.md names, and name its Python: export MLIP_PACEMAKER_PYTHON=/path/to/python';

/** How pacemaker's environment comes to be on a machine like this one. */
export function setupHint({ platform, arch }: Pick<NodeJS.Process, 'platform' | 'arch'>): string {
  if (platform === PINNED_FOR.system && arch === 'x64')
    return '`mlip-auto setup pacemaker` makes it';
  return `\`mlip-auto setup pacemaker\` installs packages for ${PINNED_WORDS}, and this machine is ${platform} ${arch}: ${OWN_ENVIRONMENT}`;
}
