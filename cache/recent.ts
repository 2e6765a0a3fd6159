import type { Digest } from '../base/digest.ts';

/** The key that each node of each pipeline had last, to explain why something will run. */
export interface Recent {
  /** `pipeline` is the pipeline's name, whatever file it is in. The key is also its preimage's digest. */
  setLast(pipeline: string, node: string, key: Digest): void;
  last(pipeline: string, node: string): Digest | undefined;
}
