import type { State } from '../../cache/state.ts';
import type { EventSink, ItemCounts } from '../events.ts';
import type { ValidPipeline } from '../pipeline.ts';
import type { StageLoader } from '../plan/surroundings.ts';
import type { Site } from '../site/site.ts';
import type { Outputs } from '../stage.ts';
import type { ComputePool } from '../workers/pool.ts';
import type { Brake } from './brake.ts';
import type { Budget } from './budget.ts';
import type { RunChoice } from './choice.ts';
import type { Claims } from './claims.ts';
import type { Secrets } from './secrets.ts';
import type { Units } from './units.ts';

/** What a run works with, the same for every node of it. */
export interface RunSetting {
  /** The run's id, which names its logs; absent where work is done outside a run. */
  readonly run?: string;
  readonly pipeline: ValidPipeline;
  /** Absolute path of the workspace: published paths are relative to it. */
  readonly workspace: string;
  readonly state: State;
  readonly load: StageLoader;
  /** How many computations run at a time; results never depend on it. */
  readonly jobs: number;
  /** The worker threads, started when first asked for. */
  readonly pool: () => ComputePool;
  /** Units of work, at most `jobs` of them at a time. */
  readonly units: Units;
  /** Keys in flight in this engine: an equal one waits and finds the record. */
  readonly claims: Claims;
  readonly choice: RunChoice;
  /** How much may be spent on items; all of them are bought where there is none. */
  readonly budget?: Budget;
  /** What must not be told; a run has its own. */
  readonly secrets?: Secrets;
  /** Nodes that were up to date a moment ago, and on which nothing has changed since: they are not looked at. */
  readonly stood?: ReadonlyMap<string, StoodNode> | undefined;
  /** Where this runs, and how: never in a key. */
  readonly site?: Site | undefined;
  /** Pulled by the first failure, where a run is to stop there. */
  readonly brake?: Brake;
  readonly emit: EventSink;
  readonly signal: AbortSignal;
}

/** What is known of a node that is not looked at. */
export interface StoodNode {
  readonly outputs: Outputs;
  /** Of a map node. */
  readonly items?: ItemCounts;
}
