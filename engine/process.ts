import { execa } from 'execa';
import type { ExecOptions, ExecResult } from './stage.ts';

/** What a program prints, as it comes, and on which of its streams. */
export type OnOutput = (chunk: Uint8Array, stream: 'stdout' | 'stderr') => void;

/**
 * Runs a program for a stage: argv, never a shell, in `folder`, with only the environment given.
 * `onOutput` has what it prints as it comes.
 */
export async function execute(
  argv: readonly string[],
  folder: string,
  options: ExecOptions,
  signal: AbortSignal,
  onOutput: OnOutput = () => {},
): Promise<ExecResult> {
  const [program, ...rest] = argv;
  if (!program) throw new Error('internal error: an empty argv');
  const { timeoutSeconds, stdin } = options;
  const child = execa(program, rest, {
    cwd: folder,
    env: { ...options.env },
    extendEnv: false,
    reject: false,
    // A signal of its own: what listens to it goes with the program, not with the run.
    cancelSignal: AbortSignal.any([signal]),
    ...(stdin === undefined ? { stdin: 'ignore' as const } : { input: stdin }),
    ...(timeoutSeconds === undefined ? {} : { timeout: timeoutSeconds * 1000 }),
  });
  child.stdout?.on('data', (chunk: Uint8Array) => onOutput(chunk, 'stdout'));
  child.stderr?.on('data', (chunk: Uint8Array) => onOutput(chunk, 'stderr'));
  const result = await child;
  if (result.isCanceled) throw new Error('the run was interrupted');
  if (result.timedOut) throw new Error(`${program} ran longer than ${timeoutSeconds} s`);
  if (result.exitCode === undefined)
    throw new Error(result.shortMessage ?? `${program} did not run`);
  return {
    exitCode: result.exitCode,
    stdout: String(result.stdout),
    stderr: String(result.stderr),
  };
}
