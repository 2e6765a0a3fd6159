import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { atRunEnd } from '../run/at-run-end.ts';
import type { ExecResult } from '../stage.ts';
import { endIdleLanes, giveBack, retire, takeLane } from './lanes.ts';
import { limited } from './limits.ts';
import { type OutputFiles, openOutputFiles } from './output.ts';
import type { ProgramRequest } from './request.ts';
import { startScript } from './script.ts';

let count = 0;

/** Runs a program in a lane: with files for its output, which are beside its folder. */
export async function executeInLane(request: ProgramRequest): Promise<ExecResult> {
  const { argv, folder, options, onOutput = () => {}, onCpu = () => {} } = request;
  atRunEnd(endIdleLanes);
  const { lane, kind } = await takeLane();
  const files = openOutputFiles(`${folder}.${count++}`, onOutput);
  const before = lane.cpuSeconds();
  const limits = limited((name) => lane.signal(name), {
    signal: request.signal,
    seconds: options.timeoutSeconds,
    program: argv[0] as string,
  });
  let healthy = false;
  try {
    const script = startScript({ argv, folder, env: options.env ?? {}, ...files }, kind);
    const exitCode = await lane.run(script);
    onCpu(lane.cpuSeconds() - before);
    if (limits.why()) throw limits.why();
    if (exitCode === NOT_FOUND || exitCode === NOT_STARTED) refuseMissing(request);
    healthy = exitCode === 0;
    return { exitCode, ...ended(files) };
  } catch (error) {
    throw limits.why() ?? error;
  } finally {
    limits.close();
    files.remove();
    // One that failed may have left others running, that compute for nothing: they end with the lane.
    if (healthy) giveBack(lane);
    else await retire(lane);
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
