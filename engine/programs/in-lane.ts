import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { atRunEnd } from '../run/at-run-end.ts';
import type { ExecResult } from '../stage.ts';
import type { Lane } from './lane.ts';
import { endIdleLanes, giveBack, retire, takeLane } from './lanes.ts';
import { type OutputFiles, openOutputFiles } from './output.ts';
import { GRACE_MS, interrupted, type ProgramRequest, tooLong } from './request.ts';
import { startScript } from './script.ts';

let count = 0;

/** Runs a program in a lane: with files for its output, which are beside its folder. */
export async function executeInLane(request: ProgramRequest): Promise<ExecResult> {
  const { argv, folder, options, onOutput = () => {}, onCpu = () => {} } = request;
  atRunEnd(endIdleLanes);
  const { lane, kind } = await takeLane();
  const files = openOutputFiles(`${folder}.${count++}`, onOutput);
  const before = lane.cpuSeconds();
  const limits = limit(lane, request);
  try {
    const script = startScript({ argv, folder, env: options.env ?? {}, ...files }, kind);
    const exitCode = await lane.run(script);
    onCpu(lane.cpuSeconds() - before);
    if (limits.why()) throw limits.why();
    if (exitCode === NOT_FOUND || exitCode === NOT_STARTED) refuseMissing(request);
    return { exitCode, ...ended(files) };
  } catch (error) {
    throw limits.why() ?? error;
  } finally {
    limits.close();
    files.remove();
    if (limits.why() || lane.dead) await retire(lane);
    else giveBack(lane);
  }
}

/** What a shell says of a program that is not there, and of one that it may not start. */
const NOT_FOUND = 127;
const NOT_STARTED = 126;

function ended(files: OutputFiles): { readonly stdout: string; readonly stderr: string } {
  if (!statSync(files.stdout, { throwIfNoEntry: false })) {
    throw new Error('its output has no place to go: is the disk full?');
  }
  return files.end();
}

/** Ends what runs in a lane when its time is up or the run is interrupted; `why` says so. */
function limit(
  lane: Lane,
  { argv, options, signal }: ProgramRequest,
): { readonly why: () => Error | undefined; readonly close: () => void } {
  let why: Error | undefined;
  const timers: NodeJS.Timeout[] = [];
  const end = (because: Error): void => {
    if (why) return;
    why = because;
    lane.signal('SIGTERM');
    timers.push(setTimeout(() => lane.signal('SIGKILL'), GRACE_MS));
  };
  const onAbort = (): void => end(interrupted());
  signal.addEventListener('abort', onAbort, { once: true });
  const { timeoutSeconds: seconds } = options;
  if (seconds !== undefined) {
    timers.push(setTimeout(() => end(tooLong(argv[0] as string, seconds)), seconds * 1000));
  }
  const close = (): void => {
    for (const timer of timers) clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  };
  return { why: () => why, close };
}

/** Throws where the program is not there or cannot be started; then it was the shell that ended with this code. */
function refuseMissing({ argv, folder, options }: ProgramRequest): void {
  const [program] = argv as [string, ...string[]];
  const path = options.env?.PATH ?? '/usr/bin:/bin';
  const places = program.includes('/') ? [''] : path.split(delimiter);
  if (places.some((place) => isProgram(resolve(folder, place, program)))) return;
  throw new Error(`${program} was not found, or may not be executed`);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
