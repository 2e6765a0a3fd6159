import { Type } from '../../base/doors/typebox.ts';
import { ok } from '../../base/result.ts';
import { defineStage } from '../../engine/stage.ts';
import { trainingView } from '../../science/dataset.ts';

const Settings = Type.Object({}, { additionalProperties: false, description: 'No settings' });

/** The active-set stage: which atoms of the fit part span all others, for extrapolation grades. */
export const stage = defineStage({
  kind: 'whole',
  name: 'active-set',
  summary:
    'The D-optimal active set (.asi) of a potential on the fit part, and its B basis (.yaml)',
  settings: Settings as unknown as { readonly [key: string]: unknown },
  inputs: {
    dataset: { type: 'dataset', view: { name: 'training', version: 1, project: trainingView } },
    potential: { type: 'potential' },
  },
  outputs: { active_set: { type: 'active-set', default: true }, b_basis: { type: 'b-basis' } },
  backend: () => ({
    name: 'maxvol',
    version: 1,
    resolve: () => ok({ with: {} }),
    cost: {
      features: (_, { bytes }) => ({ bytes }),
      prior: { cpuSeconds: ({ bytes = 0 }) => 0.3 + 1e-5 * bytes, spread: 8 },
    },
    run: async (context) => (await import('./run.ts')).chooseActiveSet(context),
  }),
});
