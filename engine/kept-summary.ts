import type { Digest } from '../base/digest.ts';
import type { RunSummary } from './events.ts';
import type { StageFailure } from './stage.ts';

/** What a node failed for, as the next run remembers it. */
export type KeptFailure = Pick<StageFailure, 'class' | 'message'>;

/** The summary of a run as a workspace keeps it: with what later runs and explanations ask for. */
export interface KeptSummary extends RunSummary {
  /** The list of the keys of its nodes, in a run in which one moved. */
  readonly keys?: Digest;
  /** The nodes that failed, where some did. */
  readonly failures?: { readonly [node: string]: KeptFailure };
}
