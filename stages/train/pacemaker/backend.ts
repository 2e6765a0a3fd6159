import type { Backend } from '../../../engine/stage.ts';
import { pacemakerCost } from './cost.ts';
import { resolvePacemaker } from './resolve.ts';

/** Non-linear ACE by pacemaker, run as an external program. Bump `version` when input.yaml or what is made of its output changes. */
export const pacemakerBackend: Backend = {
  name: 'pacemaker',
  version: 1,
  resolve: resolvePacemaker,
  cost: pacemakerCost,
  run: async (context) => (await import('./run.ts')).fitPacemaker(context),
};
