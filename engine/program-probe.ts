/** How a program says its version. It is asked before planning, and again after a whole stage has run. */
export interface ProgramProbe {
  readonly argv: readonly string[];
  readonly env: { readonly [name: string]: string };
  /** Variables that it inherits. */
  readonly passEnv: readonly string[];
  /**
   * A regular expression whose first group is the version, wherever it is in the answer; then the exit code does
   * not matter. Where left out, the whole answer is the version, and the code must be 0.
   */
  readonly pattern?: string;
  /** The setting that says how it is started: named where it does not say its version. */
  readonly setting?: string;
  /** Asked in every run: what it says depends on more than its file and the words. */
  readonly fresh?: true;
  /** The setting that its answer becomes. */
  readonly into: string;
  /** What it is called in messages, where its words say it badly. */
  readonly name?: string;
  /** What to do where it does not answer. */
  readonly hint?: string;
}
