import { atomCount, readStructure } from '../../../science/structure.ts';
import type { Calculator } from '../calculator.ts';
import { readAse } from './read.ts';
import { resolveAse, resolvedOf } from './resolve.ts';
import { settings } from './settings.ts';

/**
 * Any calculator of ASE, in a Python of the user's that stays for the run. The raw output is what the calculator
 * said, so that a mended reading buys nothing again. A structure at a time, so that no label that ended is lost to
 * what comes after it; `batch` hands over several at once.
 */
export const aseCalculator: Calculator = {
  name: 'ase',
  description: 'ase: any calculator of ASE (tblite, MACE, GPAW, ...), in a Python of yours.',
  settings,
  backend: {
    name: 'ase',
    version: 1,
    resolve: resolveAse,
    cost: {
      features: (_, bytes) => ({ atoms: atomCount(readStructure(bytes)) }),
      prior: { cpuSeconds: ({ atoms = 0 }) => 1 + 0.01 * atoms, spread: 30 },
      kind: (key) => resolvedOf(key).which,
    },
    batch: 1,
    batchOf: ({ batch }) => (typeof batch === 'number' ? batch : 1),
    calculate: async (tasks, context) =>
      (await import('./calculate.ts')).calculateAse(tasks, context),
    reading: { version: 1, read: readAse },
  },
};
