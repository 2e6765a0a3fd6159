import type { Canonical } from '../../base/canonical.ts';
import { type Backend, defineStage, type Ports } from '../../engine/stage.ts';
import { trainingView } from '../../science/dataset.ts';
import { trainingCost } from './cost.ts';
import { pacemakerBackend } from './pacemaker/backend.ts';
import { resolveTraining } from './resolve.ts';
import { TrainingConfigSchema } from './training-config.ts';

const dataset = {
  type: 'dataset',
  view: { name: 'training', version: 1, project: trainingView },
} as const;

const PORTS: Ports = {
  inputs: { dataset },
  outputs: { potential: { type: 'potential', default: true }, fit: { type: 'fit' } },
};

/** pacemaker can go on from a potential, and leaves what another fit can go on from. */
const PACEMAKER_PORTS: Ports = {
  inputs: { dataset, initial_potential: { type: 'b-basis', optional: true } },
  outputs: { ...PORTS.outputs, b_basis: { type: 'b-basis' }, active_set: { type: 'active-set' } },
};

const isPacemaker = (settings: unknown): boolean =>
  (settings as { readonly backend?: unknown } | null)?.backend === 'pacemaker';

/** The train stage: a potential out of the fit part of a dataset. */
export const stage = defineStage({
  kind: 'whole',
  name: 'train',
  summary: 'Fits a potential to a dataset: linear ACE, or by pacemaker; written as .yace',
  settings: TrainingConfigSchema as unknown as { readonly [key: string]: unknown },
  ...PORTS,
  declare: (settings) => (isPacemaker(settings) ? PACEMAKER_PORTS : PORTS),
  backend: (settings?: Canonical) => (isPacemaker(settings) ? pacemakerBackend : ace),
});

const ace: Backend = {
  name: 'ace',
  version: 3,
  resolve: resolveTraining,
  cost: trainingCost,
  run: async (context) => (await import('./ace-backend.ts')).fitAce(context),
};
