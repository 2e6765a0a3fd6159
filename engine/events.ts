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

/** Of more nodes than this, those that are up to date are counted for people, and not listed. */
export const MANY_NODES = 50;

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
  /** Why its program does not say its version here. */
  readonly silent?: string;
  /** Of nodes that are not hits. */
  readonly price?: NodePriceEvent;
}

/** The summary of a plan: the shape of a run's, where `executed` means "would be" and `maybe` is beside it. */
export interface PlanSummary extends RunSummary {
  readonly nodes: RunSummary['nodes'] & { readonly maybe: number };
  /** Misses and maybes together; `least` is without the maybes. */
  readonly price?: Price & { readonly least?: Price; readonly unknown?: readonly string[] };
}

/** One change, as `explain` and `diff` say it. */
export interface EditLine {
  /** `labels.with.ecutwfc`, `params.cutoff`, `code of ./my-stage.js`. */
  readonly what: string;
  readonly before?: string;
  readonly after?: string;
  /** What undoing it comes to: `labels.with.ecutwfc back to 40`. */
  readonly undo: string;
  /** Where it stands now. */
  readonly at?: { readonly file: string; readonly line: number; readonly column: number };
}

/** What is made at one node: so many items of a set, or the whole. */
export interface CostLine {
  readonly node: string;
  readonly items?: number;
  /** What its items are called: `labels`. */
  readonly noun?: string;
  /** Only if what comes from above turns out to be another. */
  readonly maybe?: true;
  readonly core_h?: number;
}

/** What one edit costs, or several that cost it only together; nothing where `makes` is empty. */
export interface CauseEvent {
  readonly type: 'cause';
  readonly edits: readonly EditLine[];
  readonly makes: readonly CostLine[];
}

/** The end of an explanation. */
export interface ExplainSummary {
  readonly type: 'explanation';
  /** What it was compared with, in words. */
  readonly against: string;
  /** No key differs. */
  readonly same: boolean;
  /** Of two runs: the nodes that one of them did not come to the end of, which count as in the other. */
  readonly open?: readonly { readonly run: string; readonly nodes: readonly string[] }[];
  /** Of an explanation of one item whose key is as it was, or that no run made: what that means for it. */
  readonly item?: string;
  /** What is made though no edit is the reason, and why. */
  readonly rest: readonly (CostLine & { readonly reasons: readonly string[] })[];
  /** The edits whose undoing saves the most, and what that is. */
  readonly revert?: { readonly edits: readonly EditLine[]; readonly spares: readonly CostLine[] };
}

/** What `explain NODE` says of the node itself. */
export interface NodeExplained {
  readonly type: 'node-explained';
  readonly node: string;
  readonly stage: string;
  readonly state: 'hit' | 'miss' | 'maybe';
  readonly key: Digest | null;
  readonly before: Digest | null;
  /** Why it is made, where that is no edit: it failed last time, say. */
  readonly reasons: readonly string[];
  /** The inputs whose value is another than before, or may be, and the edits above them. */
  readonly inputs: readonly {
    readonly name: string;
    readonly certain: boolean;
    readonly because: readonly EditLine[];
    /** Of a set: items that came, went, and that stayed under other attributes. */
    readonly items?: { readonly added: number; readonly removed: number; readonly renamed: number };
  }[];
}

/** What `explain NODE ITEM` says of the item. */
export interface ItemExplained {
  readonly type: 'item-explained';
  readonly node: string;
  readonly item: Digest;
  /** Its places in the set, from 1. */
  readonly places: readonly number[];
  readonly name: string | null;
  readonly state: 'known' | 'unread' | 'stands' | 'refused' | 'todo';
  /** The key of its calculation now, and the nearest that it had before. */
  readonly key: Digest;
  readonly before: Digest | null;
  /** What differs between the two keys. */
  readonly changes: readonly string[];
  /** What the workspace knows under the key of now. */
  readonly record: {
    readonly outcome: 'ok' | 'failed';
    readonly made: string;
    readonly origin: 'run' | 'import' | 'waiver';
    readonly cpu_s: number;
    readonly failure?: { readonly class: FailureClass; readonly message: string };
    /** Of a failure of the machine that stands: how often it was tried. */
    readonly attempts?: number;
    /** Who took it over from another key, and why. */
    readonly waiver?: { readonly by: string; readonly why: string };
  } | null;
}

/** Everything that `explain` and `diff` print. */
export type ExplainLine = CauseEvent | NodeExplained | ItemExplained | ExplainSummary;

/** What `graph` says of a node. */
export interface GraphNode {
  readonly type: 'graph-node';
  readonly node: string;
  readonly stage: string;
  readonly state: 'hit' | 'miss' | 'maybe';
  readonly items?: { readonly total: number; readonly hits: number; readonly misses: number };
  /** What it reads: `node.output`, in order. */
  readonly inputs: readonly { readonly node: string; readonly output: string }[];
  /** What it only comes after. */
  readonly needs: readonly string[];
}
