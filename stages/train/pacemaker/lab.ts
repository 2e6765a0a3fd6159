import type { StageContext } from '../../../engine/stage.ts';

/** What a fit needs of its surroundings: a stage's context, or what `openPacemaker` makes of a folder. */
export type Lab = Pick<
  StageContext,
  'exec' | 'compute' | 'workers' | 'progress' | 'note' | 'signal' | 'limitSeconds'
> & {
  /** Where pacemaker runs: made for this fit alone. */
  readonly folder: string;
  /** Where an interim potential is kept for another attempt. */
  readonly checkpoint: string;
};
