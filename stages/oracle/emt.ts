import { ok } from '../../base/result.ts';
import type { Calculator } from './calculator.ts';
import { nativeBackend } from './native-backend.ts';

/**
 * Effective medium theory, built in: microseconds an atom, the same bits on every machine. Bump `version` when a
 * label's bytes change.
 */
export const emtCalculator: Calculator = {
  name: 'emt',
  description: 'emt: effective medium theory for Al, Ni, Cu, Pd, Ag, Pt, Au and their alloys.',
  settings: {},
  backend: nativeBackend({
    name: 'emt',
    version: 1,
    resolve: () => ok({ with: { calculator: 'emt' } }),
    task: 'labelEmt',
    secondsPerAtom: 1e-5,
  }),
};
