import { constants } from 'node:os';
import { execa } from '../../base/doors/execa.ts';
import { takeChildCpu } from '../child-cpu.ts';
import type { ExecResult } from '../stage.ts';
import { limited } from './limits.ts';
import { endGroup, killGroup } from './process-group.ts';
import type { ProgramRequest } from './request.ts';

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
  const kill = (name: 'SIGTERM' | 'SIGKILL'): void => killGroup(child.pid, name);
  const limits = limited(kill, { signal, seconds: timeoutSeconds, program });
  const onExit = (): void => kill('SIGKILL');
  process.once('exit', onExit);
  // What it leaves running is ended with it, and would else keep its output open.
  child.once('exit', () => kill('SIGKILL'));
  child.stdout?.on('data', (chunk: Uint8Array) => onOutput(chunk, 'stdout'));
  child.stderr?.on('data', (chunk: Uint8Array) => onOutput(chunk, 'stderr'));
  try {
    const result = await child;
    const why = limits.why();
    if (why) throw why;
    const exitCode = result.exitCode ?? codeOf(result.signal);
    if (exitCode === undefined) throw new Error(result.shortMessage ?? `${program} did not run`);
    return { exitCode, stdout: String(result.stdout), stderr: String(result.stderr) };
  } finally {
    limits.close();
    process.off('exit', onExit);
    await endGroup(child.pid);
    onCpu(takeChildCpu());
  }
}

/** The code that a shell gives to what a signal ended, so that what it printed before is not lost. */
function codeOf(signal: NodeJS.Signals | undefined): number | undefined {
  return signal === undefined ? undefined : 128 + constants.signals[signal];
}
