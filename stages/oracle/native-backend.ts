import type { CanonicalObject } from '../../base/canonical.ts';
import type { CostDeclaration, ItemResult, MapBackend } from '../../engine/stage.ts';
import { atomCount, readStructure } from '../../science/structure.ts';

/** This module's neighbour for worker threads: as a source in tests, compiled otherwise. */
const taskModule = import.meta.url.replace(/native-backend(\.[jt]s)$/, 'native-task$1');

/** A potential of ours: what its worker function is called, what it is given, how long an atom takes. */
interface NativePotential {
  readonly name: string;
  readonly version: number;
  readonly resolve: MapBackend['resolve'];
  /** The export of `native-task.ts`. */
  readonly task: string;
  /** Parameters from the resolved settings; left out where there are none. */
  readonly parameters?: (settings: CanonicalObject) => CanonicalObject;
  readonly secondsPerAtom: number;
}

/** The cost of something that takes so long an atom, with little besides. */
export const perAtom = (seconds: number): CostDeclaration<Uint8Array> => ({
  features: (_, bytes) => ({ atoms: atomCount(readStructure(bytes)) }),
  prior: { cpuSeconds: ({ atoms = 0 }) => 0.0005 + seconds * atoms, spread: 5 },
});

/** The back end of a potential of ours: a batch is one call to a worker thread, and there is no reading. */
export const nativeBackend = (potential: NativePotential): MapBackend => ({
  name: potential.name,
  version: potential.version,
  resolve: potential.resolve,
  cost: perAtom(potential.secondsPerAtom),
  batch: 64,
  calculate: (tasks, context) => {
    const structures = tasks.map(({ bytes }) => bytes);
    const [first] = tasks;
    const payload =
      potential.parameters && first
        ? { parameters: potential.parameters(first.with), structures }
        : structures;
    const task = { module: taskModule, name: potential.task };
    return context.compute<readonly ItemResult[]>(task, payload);
  },
});
