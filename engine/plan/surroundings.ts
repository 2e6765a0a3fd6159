import type { Digest } from '../../base/digest.ts';
import type { State } from '../../cache/state.ts';
import type { ValidNode } from '../pipeline.ts';
import type { Stage } from '../stage.ts';

/** Loads the code of a node's stage: only when something has to run or to be looked into. */
export type StageLoader = (node: ValidNode) => Promise<Stage>;

/** What deciding looks at. It is given, never found: the same surroundings decide the same. */
export interface Surroundings {
  readonly state: State;
  readonly pipeline: string;
  readonly load: StageLoader;
  /**
   * After an object was found lost: look behind every record at all that was made with it, so that
   * what is gone is made again.
   */
  readonly deep: boolean;
  /**
   * Objects that were found lost: the node that made one makes it again. What else is gone (labels given up
   * by name, say) is left so until someone needs it.
   */
  readonly lost?: ReadonlySet<Digest>;
  /** Failures that stand are tried again. */
  readonly retryFailed?: boolean;
  /** Nodes that are done anew, whatever is known. */
  readonly force?: ReadonlySet<string>;
}
