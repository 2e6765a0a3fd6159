import { ok } from '../../base/result.ts';
import type { Calculator } from './calculator.ts';
import { nativeBackend } from './native-backend.ts';

/** Silicon by Stillinger and Weber, with the parameters of their paper. */
export const stillingerWeberCalculator: Calculator = {
  name: 'stillinger-weber',
  description: 'stillinger-weber: silicon, with the parameters of 1985.',
  settings: {},
  backend: nativeBackend({
    name: 'stillinger-weber',
    version: 1,
    resolve: () => ok({ with: { calculator: 'stillinger-weber' } }),
    task: 'labelStillingerWeber',
    secondsPerAtom: 1e-5,
  }),
};
