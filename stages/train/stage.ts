import { defineStage } from '../../engine/stage.ts';
import { trainingView } from '../../science/dataset.ts';
import { trainingCost } from './cost.ts';
import { resolveTraining } from './resolve.ts';
import { TrainingConfigSchema } from './training-config.ts';

/** The train stage: a potential out of the fit part of a dataset. */
export const stage = defineStage({
  kind: 'whole',
  name: 'train',
  summary: 'Fits a potential to a dataset: linear ACE, written as .yace',
  settings: TrainingConfigSchema as unknown as { readonly [key: string]: unknown },
  inputs: {
    dataset: { type: 'dataset', view: { name: 'training', version: 1, project: trainingView } },
  },
  outputs: { potential: { type: 'potential', default: true }, fit: { type: 'fit' } },
  backend: () => ({
    name: 'ace',
    version: 1,
    resolve: resolveTraining,
    cost: trainingCost,
    run: async (context) => (await import('./ace-backend.ts')).fitAce(context),
  }),
});
