import type { ExecOptions } from '../stage.ts';
import type { OnOutput } from './output.ts';

/** A program to run for a stage: argv, never a shell's line, in `folder`, with only the environment given. */
export interface ProgramRequest {
  readonly argv: readonly string[];
  /** Files with what it prints may come to lie beside it. */
  readonly folder: string;
  readonly options: ExecOptions;
  /** Its environment or output holds a secret: nothing of either may touch a file or another process. */
  readonly secret?: boolean;
  /** Ends it, with all that it started. */
  readonly signal: AbortSignal;
  /** Has what it prints while it runs. */
  readonly onOutput?: OnOutput;
  /** Has the CPU seconds that it used with all that it started, however it ended. */
  readonly onCpu?: (seconds: number) => void;
}

/** How long a program that was asked to end has before it is ended. */
export const GRACE_MS = 5000;

/** Why a program was ended before its time. */
export const interrupted = (): Error => new Error('the run was interrupted');

export const tooLong = (program: string, seconds: number): Error =>
  new Error(`${program} ran longer than ${seconds} s`);
