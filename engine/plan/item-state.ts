import type { CanonicalObject } from '../../base/canonical.ts';
import type { Digest } from '../../base/digest.ts';
import type { State } from '../../cache/state.ts';
import type { Key } from '../keys.ts';
import type { StageFailure } from '../stage.ts';

/** One item of a map node: its settings, its key and what is known of it. */
export interface ItemWork {
  readonly item: Digest;
  readonly settings: CanonicalObject;
  readonly key: Key;
  readonly state: ItemState;
}

/**
 * `known`: the value is there. `unread`: the paid raw output is there, its reading is not.
 * `stands`: a recorded physical failure. `refused`: the settings cannot be resolved for it.
 * `todo`: to be calculated.
 */
export type ItemState =
  | { readonly kind: 'known'; readonly raw: Digest; readonly value: Digest; readonly reading: Key }
  | { readonly kind: 'unread'; readonly raw: Digest }
  | { readonly kind: 'stands'; readonly failure: StageFailure }
  | { readonly kind: 'refused'; readonly failure: StageFailure }
  | { readonly kind: 'todo' };

/** How items are looked up. */
export interface ItemLookup {
  readonly state: State;
  /** Every item is calculated anew, whatever is known. */
  readonly force?: boolean;
  /** Failures that stand are tried again. */
  readonly retryFailed?: boolean;
}
