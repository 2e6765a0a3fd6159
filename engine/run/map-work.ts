import type { Digest } from '../../base/digest.ts';
import type { MissPlan } from '../plan/plan.ts';
import type { MapBackend, StageFailure } from '../stage.ts';
import type { RunSetting } from './setting.ts';

/** Everything that calculating a node's items needs. */
export interface MapWork {
  readonly setting: RunSetting;
  readonly miss: MissPlan;
  readonly backend: MapBackend;
  /** Items that failed in this run, whatever the class. */
  readonly failed: Map<Digest, StageFailure>;
  readonly total: number;
  done: number;
}
