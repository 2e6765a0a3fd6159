import { execa } from 'execa';
import type { ExecOptions, ExecResult } from './stage.ts';

/** Runs a program for a stage: argv, never a shell, in `folder`, with only the environment given. */
export async function execute(
  argv: readonly string[],
  folder: string,
  options: ExecOptions,
  signal: AbortSignal,
): Promise<ExecResult> {
  const [program, ...rest] = argv;
  if (!program) throw new Error('internal error: an empty argv');
  const { timeoutSeconds, stdin } = options;
  const result = await execa(program, rest, {
    cwd: folder,
    env: { ...options.env },
    extendEnv: false,
    reject: false,
    cancelSignal: signal,
    ...(stdin === undefined ? { stdin: 'ignore' as const } : { input: stdin }),
    ...(timeoutSeconds === undefined ? {} : { timeout: timeoutSeconds * 1000 }),
  });
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
