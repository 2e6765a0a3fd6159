/** What the command line asks of a run beyond the pipeline itself. */
export interface RunChoice {
  /** Nodes that are done anew, though a record stands. */
  readonly force: ReadonlySet<string>;
  /** Nodes that are only read: not run where they are not up to date. */
  readonly frozen: ReadonlySet<string>;
  /** Failures that stand are tried again. */
  readonly retryFailed: boolean;
  /** Nodes whose results under their last key are taken for their key of now. */
  readonly accept: ReadonlySet<string>;
  /** Who accepts, and why: kept with the record. */
  readonly waiver?: { readonly by: string; readonly why: string };
}

/** A run that asks for nothing special. */
export const PLAIN: RunChoice = {
  force: new Set(),
  frozen: new Set(),
  retryFailed: false,
  accept: new Set(),
};
