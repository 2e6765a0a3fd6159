import type { StageFailure } from '../stage.ts';

/**
 * Stops a run at its first failure (`--fail-fast`): what is under way ends and is kept, nothing new begins.
 * Made once a run, shared by all of its nodes.
 */
export interface Brake {
  pulled: boolean;
}

/** Stands for the value of an item that was not begun. */
export const NOT_BEGUN: StageFailure = {
  class: 'infra',
  message: 'not begun: the run stopped at its first failure (--fail-fast)',
  hint: 'mend what failed, or run without --fail-fast',
};

/** Stands for the value of an item that an interrupted run did not come to, or did not finish. */
export const INTERRUPTED: StageFailure = {
  class: 'infra',
  message: 'interrupted',
  hint: 'the same command goes on from here',
};
