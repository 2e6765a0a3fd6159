import { join } from 'node:path';
import type { Digest } from '../../base/digest.ts';
import { appendLog, logFile } from '../../cache/logs.ts';
import type { OnOutput } from '../programs/output.ts';
import type { StageFailure } from '../stage.ts';
import type { RunSetting } from './setting.ts';
import { TimeLimit } from './time-limit.ts';

const NEWLINE = 0x0a;

/** What is kept of one attempt for people to read: programs and their output, notes, what failed and where. */
export interface AttemptLog {
  /** A line of ours. */
  say(line: string): void;
  /** What a program prints, as it comes. */
  readonly output: OnOutput;
  /** Where files are kept that belong to it; undefined where nothing is kept. */
  readonly files: string | undefined;
}

/**
 * The log of an attempt at a node, or at one item of it. Its file is made with the first thing that is
 * said; outside a run (cheap stages of `plan`) nothing is kept.
 */
export function openAttemptLog(
  { state, run }: RunSetting,
  node: string,
  attempt: number,
  item?: Digest,
): AttemptLog {
  if (run === undefined) return { say: () => {}, output: () => {}, files: undefined };
  const file = logFile(state.folder, run, node, item);
  let begun = false;
  // The stream whose last line has no end yet: what comes then from elsewhere begins a new one.
  let open: 'stdout' | 'stderr' | undefined;
  const write = (bytes: Uint8Array | string): void => {
    const head = begun ? '' : `--- attempt ${attempt}, ${new Date().toISOString()}\n`;
    begun = true;
    if (head && typeof bytes !== 'string') appendLog(file, head);
    appendLog(file, typeof bytes === 'string' ? head + bytes : bytes);
  };
  return {
    files: join(`${file.replace(/\.log$/, '')}.files`, String(attempt)),
    say: (line) => {
      write(`${open ? '\n' : ''}${line}\n`);
      open = undefined;
    },
    output: (chunk, stream) => {
      if (chunk.length === 0) return;
      if (open && open !== stream) write('\n');
      write(chunk);
      open = chunk[chunk.length - 1] === NEWLINE ? undefined : stream;
    },
  };
}

/** A failure in words, with its hint. */
export const failureWords = ({ class: kind, message, hint }: StageFailure): string =>
  `failed (${kind}): ${message}${hint ? `\n  ${hint}` : ''}`;

/** What was thrown, with the stack that a message alone loses, and what caused it; a time limit has no more to say. */
export function thrownWords(error: unknown): string {
  if (error instanceof TimeLimit) return `ended: ${error.message}`;
  if (!(error instanceof Error)) return `thrown: ${String(error)}`;
  const cause = error.cause === undefined ? '' : `\ncaused by ${thrownWords(error.cause)}`;
  return `thrown: ${error.stack ?? error.message}${cause}`;
}
