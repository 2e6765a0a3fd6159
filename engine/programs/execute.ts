import type { ExecResult } from '../stage.ts';
import { executeInLane } from './in-lane.ts';
import type { ProgramRequest } from './request.ts';
import { suitsShell } from './script.ts';

/** Runs a program to its end. Throws where it could not be started, was interrupted or took too long. */
export async function execute(request: ProgramRequest): Promise<ExecResult> {
  const { argv, options, secret } = request;
  if (!argv[0]) throw new Error('internal error: an empty argv');
  request.signal.throwIfAborted();
  const { env = {}, stdin } = options;
  if (stdin === undefined && !secret && suitsShell({ argv, env })) return executeInLane(request);
  const { executeAlone } = await import('./alone.ts');
  return executeAlone(request);
}
