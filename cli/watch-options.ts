import { type Diagnostic, errorDiagnostic } from '../base/diagnostic.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { parseBudget, parseGiven, parseJobs } from './args.ts';
import type { Reading } from './open.ts';

export interface WatchOptions extends Reading {
  readonly jobs?: string;
  readonly json: boolean;
  /** The price from which a run is asked for, as in `1ch`. */
  readonly askAbove?: string;
  /** Milliseconds. */
  readonly debounce: string;
}

/** What a watch goes by: read once, since no edit of a file can mend a command line. */
export interface WatchSetting extends Reading {
  readonly file: string;
  readonly json: boolean;
  readonly jobs?: string;
  /** CPU seconds; none: as the profile says, or it never asks. */
  readonly askAbove?: number;
  readonly debounceMs: number;
}

/** Reads the command line of `watch`: everything that is wrong with it, or how to watch. */
export function watchSetting(
  file: string,
  { set, profile, json, jobs, askAbove, debounce }: WatchOptions,
): Result<WatchSetting, readonly Diagnostic[]> {
  const above = askAbove === undefined ? undefined : parseBudget(askAbove, '--ask-above');
  const wait = parseWait(debounce);
  const checks = [parseGiven(set, process.cwd()), parseJobs(jobs), wait, ...(above ? [above] : [])];
  const wrong = checks.flatMap((one) => (one.ok ? [] : one.error));
  if (wrong.length > 0) return fail(wrong);
  return ok({
    file,
    set,
    json,
    debounceMs: wait.ok ? wait.value : 0,
    ...(profile === undefined ? {} : { profile }),
    ...(jobs === undefined ? {} : { jobs }),
    ...(above?.ok ? { askAbove: above.value } : {}),
  });
}

function parseWait(text: string): Result<number, readonly Diagnostic[]> {
  if (/^\d{1,6}$/.test(text)) return ok(Number(text));
  const hint = 'write milliseconds, as in --debounce 200';
  return fail([errorDiagnostic('E0926', `--debounce ${text}: this is not a wait`, { hint })]);
}
