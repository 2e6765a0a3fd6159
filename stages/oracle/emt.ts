import { ok } from '../../base/result.ts';
import type { ItemResult, ItemTask, StageContext } from '../../engine/stage.ts';
import { atomCount, readStructure } from '../../science/structure.ts';
import type { Calculator } from './calculator.ts';

/** The task's module beside this one: as a source in tests, compiled otherwise. */
const taskModule = import.meta.url.replace(/emt(\.[jt]s)$/, 'emt-task$1');

/**
 * Effective medium theory, built in: microseconds an atom, the same bits on every machine. Its
 * calculation is its whole work, so there is no reading. Bump `version` when a label's bytes change.
 */
export const emtCalculator: Calculator = {
  name: 'emt',
  description: 'emt: effective medium theory for Al, Ni, Cu, Pd, Ag, Pt, Au and their alloys.',
  settings: {},
  backend: {
    name: 'emt',
    version: 1,
    resolve: () => ok({ with: { calculator: 'emt' } }),
    cost: {
      features: (_, bytes) => ({ atoms: atomCount(readStructure(bytes)) }),
      prior: { cpuSeconds: ({ atoms = 0 }) => 0.0005 + 1e-5 * atoms, spread: 5 },
    },
    batch: 64,
    calculate: (tasks: readonly ItemTask[], context: StageContext) =>
      context.compute<readonly ItemResult[]>(
        { module: taskModule, name: 'labelBatch' },
        tasks.map(({ bytes }) => bytes),
      ),
  },
};
