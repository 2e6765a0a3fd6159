import type { ItemCounts, NodeOutcome } from '../events.ts';
import type { Outputs, StageFailure } from '../stage.ts';

/** How a node ended. */
export interface NodeEnd {
  readonly outcome: NodeOutcome;
  /** Of nodes that are executed or cached. */
  readonly outputs?: Outputs;
  readonly items?: ItemCounts;
  readonly failure?: StageFailure;
}
