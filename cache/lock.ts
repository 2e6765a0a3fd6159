import type { Diagnostic } from '../base/diagnostic.ts';

/** The right to be the one engine of a workspace. The operating system frees it when the process dies. */
export interface Lock {
  /** What to tell the user: the workspace is on a network disk, say. */
  readonly warnings: readonly Diagnostic[];
  release(): void;
  [Symbol.dispose](): void;
}

/** How to take the lock. */
export interface LockOptions {
  /** Wait for the holder, or fail with E0702. */
  readonly wait: boolean;
  /** Told once per holder, in words: "pid 1234 on HOST since 14:02, `mlip-auto run x.yaml`". */
  readonly onWait?: (holder: string) => void;
  /** Ends the waiting, with E0702. */
  readonly signal?: AbortSignal;
  /** The command line that others see; the process's own where left out. */
  readonly command?: string;
}
