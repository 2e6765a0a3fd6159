import { execFileSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineEvent, RunSummary } from '../../engine/events.ts';
import { type Bench, type Ended, ended } from './command.ts';

/** A run with `--json` that came to its end: what it printed, read. */
export interface RunEnd extends Ended {
  readonly events: readonly EngineEvent[];
  readonly summary: RunSummary;
}

/** Makes the fifo by which {@link heldRun} holds a program that does `cat FIFO`; its path. */
export function makeFifo({ folder }: Bench): string {
  const fifo = join(folder, 'held');
  execFileSync('mkfifo', [fifo]);
  return fifo;
}

/** Starts a run and waits until something in it reads the fifo; `free` lets it go on; `kill`
 * ends the engine, while the program goes on being held until `letGo`. Throws where the run ends first. */
export async function heldRun(
  bench: Bench,
  fifo: string,
  ...args: readonly string[]
): Promise<{
  readonly free: () => Promise<RunEnd>;
  readonly kill: () => Promise<void>;
  readonly letGo: () => Promise<void>;
}> {
  const child = bench.start('run', ...args, '--json');
  const over = ended(child);
  let came = false;
  const early = over.then(({ stdout, stderr }) => {
    // A writer that waits for a reader would wait for ever.
    if (!came) closeSync(openSync(fifo, 'r+'));
    throw new Error(`the run ended before it came to the fifo: ${stdout}${stderr}`);
  });
  const handle = await Promise.race([open(fifo, 'w'), early]);
  came = true;
  early.catch(() => {});
  return {
    free: async () => {
      await handle.close();
      return runEnd(await over);
    },
    kill: async () => {
      child.kill('SIGKILL');
      await over;
    },
    letGo: () => handle.close(),
  };
}

/** What a run printed, read. */
export function runEnd(end: Ended): RunEnd {
  const lines = end.stdout.trimEnd().split('\n').filter(Boolean);
  const events = lines.map((line) => JSON.parse(line) as EngineEvent);
  return { ...end, events, summary: events.at(-1) as RunSummary };
}
