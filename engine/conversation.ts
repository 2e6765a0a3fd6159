import type { ExecOptions } from './exec-options.ts';

/**
 * A program that is started once and asked many times: its start is dear (imports, a model), an answer is not. It
 * reads a line of its standard input, and prints a line of its standard output for it; the first one once it has
 * read its opening and is ready. A line too many might be taken for the answer to the next: let an answer say what it
 * answers. When its input ends, so must it, with all that it started: that is how it learns that the engine is gone.
 */
export interface StayingProgram extends Pick<ExecOptions, 'env' | 'passEnv' | 'defaults'> {
  /** Its name first, as for `exec`. */
  readonly argv: readonly string[];
  /** What else it is started with, in words: only one that was started with the same is asked again. */
  readonly same: string;
  /** Its first line, made as it starts; `folder` is its own for as long as it stays, and it runs there. */
  opening(folder: string): string;
}

/** What came of asking a program that stays. */
export interface Conversation {
  /** The line that it began with; undefined where it ended before it said one. */
  readonly hello: string | undefined;
  /** Its answers, in the order of the lines; fewer where it ended. */
  readonly answers: readonly string[];
  /** How it ended (128 and the number of a signal), and the last that it said on its standard error; only where it did. */
  readonly ended?: { readonly exitCode: number; readonly stderr: string };
}
