import type { Digest } from '../base/digest.ts';

/** Everything that a run says. Progress, logs, `--json` and the run database are sinks of it. */
export type EngineEvent =
  | { readonly type: 'waiting'; readonly holder: string }
  | {
      readonly type: 'run-started';
      readonly run: string;
      readonly pipeline: string;
      readonly file: string;
      readonly nodes: readonly string[];
    }
  | {
      readonly type: 'node-started';
      readonly node: string;
      readonly stage: string;
      readonly reason: string;
    }
  | {
      readonly type: 'progress';
      readonly node: string;
      readonly done: number;
      readonly total: number;
      readonly words?: string;
    }
  | {
      readonly type: 'item-failed';
      readonly node: string;
      readonly item: Digest;
      readonly class: FailureClass;
      readonly message: string;
    }
  | {
      readonly type: 'retry';
      readonly node: string;
      readonly attempt: number;
      readonly attempts: number;
      readonly message: string;
    }
  | {
      readonly type: 'node-finished';
      readonly node: string;
      readonly outcome: NodeOutcome;
      readonly seconds: number;
      readonly items?: ItemCounts;
      readonly failure?: {
        readonly class: FailureClass;
        readonly message: string;
        readonly hint?: string;
      };
    }
  | { readonly type: 'note'; readonly node?: string; readonly text: string }
  | {
      readonly type: 'object-lost';
      readonly node: string;
      readonly digest: Digest;
      readonly why: string;
    }
  | {
      readonly type: 'published';
      readonly node: string;
      readonly output: string;
      readonly path: string;
      readonly how: 'written' | 'restored' | 'adopted';
    }
  | { readonly type: 'moved-aside'; readonly path: string; readonly to: string }
  | RunSummary;

export type FailureClass = 'infra' | 'physics' | 'invalid';

export type NodeOutcome = 'executed' | 'cached' | 'failed' | 'skipped';

export interface ItemCounts {
  readonly executed: number;
  readonly cached: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The last line of `--json`, and what the end of a run says. */
export interface RunSummary {
  readonly type: 'summary';
  readonly ok: boolean;
  readonly nodes: { readonly [outcome in NodeOutcome]: number };
  readonly items: ItemCounts;
  /** Every output by `node.output`; `path` is the published one, relative to the workspace, else null. */
  readonly outputs: {
    readonly [output: string]: { readonly digest: Digest; readonly path: string | null };
  };
  readonly cost: { readonly cpu_s: number; readonly wall_s: number };
  /** Set where the run was interrupted. */
  readonly interrupted?: true;
}

/** Where events go. */
export type EventSink = (event: EngineEvent) => void;

/** What something will cost, in seconds: four times in five between low and high. */
export interface Price {
  /** Of all cores together. */
  readonly cpu_s: readonly [low: number, middle: number, high: number];
  readonly wall_s: readonly [low: number, middle: number, high: number];
}

/** What a node will cost if it runs. */
export interface NodePriceEvent extends Price {
  /** Items to make; 1 of a whole node. */
  readonly pieces: number;
  /** How many recorded costs it is made from; 0: the stage's own guess. */
  readonly records: number;
  /** What is not known of it, in words. */
  readonly unknown?: string;
}

/** What `plan` says of a node. */
export interface PlanEvent {
  readonly type: 'node-plan';
  readonly node: string;
  readonly stage: string;
  readonly state: 'hit' | 'miss' | 'maybe';
  /** Of a map stage whose items are known. */
  readonly items?: { readonly total: number; readonly hits: number; readonly misses: number };
  /** Why it is a miss. */
  readonly reasons?: readonly string[];
  /** The nodes above that a maybe waits for. */
  readonly below?: readonly string[];
  /** Of nodes that are not hits. */
  readonly price?: NodePriceEvent;
}

/** The summary of a plan: the shape of a run's, where `executed` means "would be" and `maybe` is beside it. */
export interface PlanSummary extends RunSummary {
  readonly nodes: RunSummary['nodes'] & { readonly maybe: number };
  /** Misses and maybes together; `least` is without the maybes. */
  readonly price?: Price & { readonly least?: Price; readonly unknown?: readonly string[] };
}
