import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { coreSeconds } from '../base/core-time.ts';
import { type Diagnostic, errorDiagnostic } from '../base/diagnostic.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { LoadRequest } from '../engine/load/request.ts';

/** What `--params` and `--set` say, in one list: a file of params begins with `@`. */
export function parseGiven(
  texts: readonly string[],
  folder: string,
): Result<Given, readonly Diagnostic[]> {
  const files = texts.filter((text) => text.startsWith('@'));
  const sets = texts.filter((text) => !text.startsWith('@'));
  const bad = sets.filter((text) => !/^[^=\s]+=/.test(text));
  if (bad.length > 0) return fail(bad.map(notAssignment));
  return ok({
    ...(files.length > 0 && { paramFiles: files.map((file) => resolve(folder, file.slice(1))) }),
    overrides: sets.map((text) => {
      const at = text.indexOf('=');
      return { name: text.slice(0, at), text: text.slice(at + 1), base: folder };
    }),
  });
}

/** Paths in overrides are relative to the folder they are said in. */
type Given = Pick<LoadRequest, 'overrides' | 'paramFiles'>;

const notAssignment = (text: string): Diagnostic =>
  errorDiagnostic('E0901', `--set ${text}: this is not name=value`, {
    hint: 'write --set cutoff=6',
  });

/** Reads `--budget 50ch`, or another option of that form: CPU seconds. */
export function parseBudget(
  text: string,
  option = '--budget',
): Result<number, readonly Diagnostic[]> {
  const seconds = coreSeconds(text);
  if (seconds !== undefined && seconds > 0) return ok(seconds);
  const hint = 'write 50ch (core-hours), 20cmin (core-minutes) or 300s (seconds of CPU)';
  return fail([errorDiagnostic('E0908', `${option} ${text}: this is not a budget`, { hint })]);
}

/** Reads `-j`; `undefined` where it is left out. */
export function parseJobs(
  text: string | undefined,
): Result<number | undefined, readonly Diagnostic[]> {
  if (text === undefined) return ok(undefined);
  if (/^[1-9]\d{0,3}$/.test(text)) return ok(Number(text));
  const hint = 'write a whole number, as in -j 4';
  return fail([errorDiagnostic('E0902', `-j ${text}: this is not a number of jobs`, { hint })]);
}

/** How many jobs there are: as `-j` says, which was read before; else as the profile says, or one a core. */
export const jobsOf = (
  text: string | undefined,
  { site }: { readonly site: { readonly jobs?: number } | undefined },
): number => (text === undefined ? (site?.jobs ?? availableParallelism()) : Number(text));
