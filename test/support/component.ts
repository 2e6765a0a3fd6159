import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What some tests need and a machine may lack: how to say it, and the variable that says where it is. */
interface Component {
  readonly words: string;
  readonly variable: string;
  /** Of a folder or program: where it is when the variable is not set. */
  readonly place?: string;
}

/** Everything that a test may ask for by {@link absent}. */
export const components = {
  ase: {
    words: 'real ASE (a Python with python/requirements-ase.txt)',
    variable: 'MLIP_ASE_PYTHON',
  },
  pyace: {
    words: 'real pyace (a Python with python/requirements-pyace.txt)',
    variable: 'MLIP_PYACE_PYTHON',
  },
  pacemaker: {
    words: 'real pacemaker (`mlip-auto setup pacemaker`)',
    variable: 'MLIP_PACEMAKER_PYTHON',
  },
  tblite: {
    words: 'real tblite (a Python with python/requirements-tblite.txt)',
    variable: 'MLIP_TBLITE_PYTHON',
  },
  make: {
    words: 'make (and python3, on Linux), which the benchmark runs beside this engine',
    variable: 'MLIP_MAKE',
    place: '/usr/bin/make',
  },
  pw: {
    words: "Quantum ESPRESSO (pw.x; Debian's quantum-espresso)",
    variable: 'MLIP_PW',
  },
  pseudopotentials: {
    words: "the pseudopotentials of Debian's quantum-espresso-data (a folder)",
    variable: 'MLIP_PSEUDO',
  },
  unshare: {
    words: 'unshare(1), by which a full disk is mounted (Linux, root or user namespaces)',
    variable: 'MLIP_UNSHARE',
    place: '/usr/bin/unshare',
  },
  shared: {
    words: 'the shared data sets (silicon DFT and others)',
    variable: 'MLIP_SHARED',
    place: fileURLToPath(new URL('../../../shared', import.meta.url)),
  },
} as const satisfies { readonly [name: string]: Component };

export type ComponentName = keyof typeof components;

/** Where a component is, or undefined where the machine lacks it. */
export function findComponent(name: ComponentName): string | undefined {
  const { variable, place }: Component = components[name];
  const given = process.env[variable] || undefined;
  if (place === undefined) return given;
  return [given ?? place].find(existsSync);
}

/**
 * For `test.skipIf(absent('ase'))`: true where the component is not here. Where `MLIP_REQUIRE_ALL=1`
 * (continuous integration) nothing may be left out, and a missing component throws.
 */
export function absent(name: ComponentName): boolean {
  if (findComponent(name) !== undefined) return false;
  if (process.env.MLIP_REQUIRE_ALL !== '1') return true;
  throw new Error(`needs ${wants(name)}, and MLIP_REQUIRE_ALL=1 lets nothing be left out`);
}

/** The path of a component that is here: a Python's for `ase` and `pyace`, a folder for `shared`. */
export function componentPath(name: ComponentName): string {
  const path = findComponent(name);
  if (path === undefined) throw new Error(`needs ${wants(name)}`);
  return path;
}

/** What to provide: `real ASE (…): set MLIP_ASE_PYTHON`. */
export const wants = (name: ComponentName): string =>
  `${components[name].words}: set ${components[name].variable}`;
