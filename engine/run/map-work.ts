import type { Digest } from '../../base/digest.ts';
import type { Key } from '../keys.ts';
import type { ItemState } from '../plan/item-state.ts';
import type { LostObject } from '../plan/items.ts';
import type { MissPlan } from '../plan/plan.ts';
import type { MapBackend, StageFailure } from '../stage.ts';
import type { CommitGroup } from './commit-group.ts';
import type { RunSetting } from './setting.ts';

/** Everything that calculating a node's items needs. */
export interface MapWork {
  readonly setting: RunSetting;
  readonly miss: MissPlan;
  readonly backend: MapBackend;
  /** The key of reading a value out of a raw output. */
  readonly readingOf: (raw: Digest) => Key;
  readonly commits: CommitGroup;
  /** Items that failed in this run, whatever the class. */
  readonly failed: Map<Digest, StageFailure>;
  /** What is known of items since the plan was made; of what was committed only. */
  readonly settled: Map<Digest, ItemState>;
  readonly total: number;
  done: number;
  /** What a reading needed and did not find: the raw output is committed, and the run looks again. */
  lost?: LostObject;
}
