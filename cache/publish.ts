import type { Digest } from '../base/digest.ts';
import type { State } from './state.ts';

/** What to put where. */
export interface PublishRequest {
  readonly state: State;
  /** Absolute. */
  readonly workspace: string;
  readonly digest: Digest;
  /** Relative to the workspace. */
  readonly path: string;
}

/** What publishing did. */
export interface PublishOutcome {
  /** `restored`: it was published before and is gone or was moved aside; `adopted`: the very bytes were there. */
  readonly how: 'unchanged' | 'written' | 'restored' | 'adopted';
  /** Where a file that is not ours went, relative to the workspace. */
  readonly movedAside?: string;
}
