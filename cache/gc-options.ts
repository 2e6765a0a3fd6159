/** What may go. */
export interface GcOptions {
  /** Only results that were made before this (Unix time in milliseconds). */
  readonly madeBeforeMs?: number;
  /** Only until what is kept has this many bytes; the cheapest to make again, by the byte, go first. */
  readonly maxBytes?: number;
  /** Labels go only by name: those of a node's last run, or all that no last run names. */
  readonly labels?: { readonly nodes: readonly NodeOf[]; readonly all: boolean };
  /** Pipelines by name whose nodes keep nothing in use any more; labels stay. */
  readonly pipelines?: ReadonlySet<string>;
  /** Gives up records that are damaged beyond mending, with what they alone name. */
  readonly forgetDamaged?: boolean;
}

/** A node of a pipeline, by name. */
export interface NodeOf {
  readonly pipeline: string;
  readonly node: string;
}
