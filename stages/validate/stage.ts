import { defineStage } from '../../engine/stage.ts';
import { trainingView } from '../../science/dataset.ts';
import { resolve } from './resolve.ts';
import { SettingsSchema } from './settings.ts';

/** The validate stage: what a potential says of the structures that it was and was not fitted to. */
export const stage = defineStage({
  kind: 'whole',
  name: 'validate',
  summary:
    'Errors of a potential on the fit and the test part, and properties of crystals, always from the exported file',
  settings: SettingsSchema as unknown as { readonly [key: string]: unknown },
  inputs: {
    dataset: { type: 'dataset', view: { name: 'training', version: 1, project: trainingView } },
    potential: { type: 'potential' },
  },
  outputs: { metrics: { type: 'metrics', default: true }, parity: { type: 'parity' } },
  backend: () => ({
    name: 'validate',
    version: 2,
    resolve,
    cost: {
      features: (_, { bytes }) => ({ bytes }),
      prior: { cpuSeconds: ({ bytes = 0 }) => 0.1 + 3e-6 * bytes, spread: 8 },
    },
    run: async (context) => (await import('./run.ts')).validate(context),
  }),
});
