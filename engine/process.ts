import { execa } from 'execa';
import type { ExecOptions, ExecResult } from './stage.ts';

/** What a program prints, as it comes, and on which of its streams. */
export type OnOutput = (chunk: Uint8Array, stream: 'stdout' | 'stderr') => void;

/** A script of ours that runs as a process of its own. */
export interface ScriptProcess {
  /** Its exit code (none where a signal ended it) and what it sent with `process.send`. */
  readonly ended: Promise<{ readonly code: number | undefined; readonly sent: readonly unknown[] }>;
  /** Sends it a signal. */
  stop(signal: 'SIGINT' | 'SIGTERM'): void;
}

/**
 * Starts a script of ours with this Node, writing where this process writes. It leads a group of its own: a
 * Ctrl-C reaches it only through `stop`, and so once.
 */
export function startScript(path: string, argv: readonly string[]): ScriptProcess {
  const child = execa(process.execPath, [path, ...argv], {
    stdin: 'ignore',
    stdout: 'inherit',
    stderr: 'inherit',
    ipc: true,
    detached: true,
    reject: false,
    forceKillAfterDelay: false,
  });
  return {
    ended: child.then(({ exitCode, ipcOutput }) => ({ code: exitCode, sent: ipcOutput })),
    stop: (signal) => {
      child.kill(signal);
    },
  };
}

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
