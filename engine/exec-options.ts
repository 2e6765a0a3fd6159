/** How a program is run for a stage. */
export interface ExecOptions {
  /** Its environment, beside what it inherits or a profile adds, and `MLIP_SCRATCH`, by which one that outlives a killed engine is found. */
  readonly env?: { readonly [name: string]: string };
  /** Variables that it inherits where `env` does not have them; a site profile may set them instead. */
  readonly passEnv?: readonly string[];
  /** What it has where neither `env`, nor a site profile, nor what it inherits says anything of a variable. */
  readonly defaults?: { readonly [name: string]: string };
  /**
   * Names of variables of this process whose values the program has, too, and nobody else sees: they are masked
   * in all that it prints, in logs and messages, and what holds one is not kept. One that is not set is `invalid`.
   */
  readonly secrets?: readonly string[];
  readonly stdin?: string;
  /** Where it runs: below `scratch` or `checkpoint` of the context; in scratch where left out. */
  readonly folder?: string;
  readonly timeoutSeconds?: number;
  /** Has what it prints, on either stream, while it runs (without secrets); by halves of a second at the latest. */
  readonly onOutput?: (text: string) => void;
}

/** How a program ended, and what it printed. */
export interface ExecResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}
