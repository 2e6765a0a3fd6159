import type { ItemCounts, NodeOutcome } from '../events.ts';
import type { Outputs, StageFailure } from '../stage.ts';

/** How a node ended. */
export interface NodeEnd {
  readonly outcome: NodeOutcome;
  /** Of nodes that are executed or cached. */
  readonly outputs?: Outputs;
  readonly items?: ItemCounts;
  /** Of a node that was executed: how long, not counting the wait for its turn. */
  readonly seconds?: number;
  readonly failure?: StageFailure;
}
