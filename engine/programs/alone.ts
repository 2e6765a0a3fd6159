import { constants } from 'node:os';
import { execa } from '../../base/doors/execa.ts';
import { takeChildCpu } from '../child-cpu.ts';
import type { ExecResult } from '../stage.ts';
import { GRACE_MS, interrupted, type ProgramRequest, tooLong } from './request.ts';

/** Runs a program as a child of this process itself, at the head of a group of its own. */
export async function executeAlone(request: ProgramRequest): Promise<ExecResult> {
  const { argv, folder, options, signal, onOutput = () => {}, onCpu = () => {} } = request;
  const [program, ...rest] = argv as [string, ...string[]];
  const { timeoutSeconds, stdin } = options;
  const child = execa(program, rest, {
    cwd: folder,
    env: { ...options.env },
    extendEnv: false,
    reject: false,
    detached: true,
    ...(stdin === undefined ? { stdin: 'ignore' as const } : { input: stdin }),
  });
  const { over, close } = endings(child.pid, timeoutSeconds, signal, program);
  child.stdout?.on('data', (chunk: Uint8Array) => onOutput(chunk, 'stdout'));
  child.stderr?.on('data', (chunk: Uint8Array) => onOutput(chunk, 'stderr'));
  try {
    const result = await child;
    const why = over();
    if (why) throw why;
    const exitCode = result.exitCode ?? codeOf(result.signal);
    if (exitCode === undefined) throw new Error(result.shortMessage ?? `${program} did not run`);
    return { exitCode, stdout: String(result.stdout), stderr: String(result.stderr) };
  } finally {
    close();
    onCpu(takeChildCpu());
  }
}

/** The code that a shell gives to what a signal ended, so that what it printed before is not lost. */
function codeOf(signal: NodeJS.Signals | undefined): number | undefined {
  return signal === undefined ? undefined : 128 + constants.signals[signal];
}

/** Ends the group of a process when its time is up or the run is interrupted; `over` says why. */
function endings(
  pid: number | undefined,
  seconds: number | undefined,
  signal: AbortSignal,
  program: string,
): { readonly over: () => Error | undefined; readonly close: () => void } {
  let why: Error | undefined;
  const timers: NodeJS.Timeout[] = [];
  const end = (because: Error): void => {
    why ??= because;
    killGroup(pid, 'SIGTERM');
    timers.push(setTimeout(() => killGroup(pid, 'SIGKILL'), GRACE_MS));
  };
  const onAbort = (): void => end(interrupted());
  const onExit = (): void => killGroup(pid, 'SIGKILL');
  signal.addEventListener('abort', onAbort, { once: true });
  process.once('exit', onExit);
  if (seconds !== undefined) {
    timers.push(setTimeout(() => end(tooLong(program, seconds)), seconds * 1000));
  }
  const close = (): void => {
    for (const timer of timers) clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    process.off('exit', onExit);
    if (why) killGroup(pid, 'SIGKILL');
  };
  return { over: () => why, close };
}

function killGroup(pid: number | undefined, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // All of the group is gone.
  }
}
