import { type Diagnostic, type DiagnosticCode, errorDiagnostic } from '../base/diagnostic.ts';
import { fail, ok, type Result } from '../base/result.ts';

/**
 * Thrown where the disk or the index refuses: disk full, read-only, damaged, busy for too long. It is
 * thrown, not returned, so that no commit can fail unnoticed; {@link attempt} turns it into a value at
 * the place that can act on it. Nothing half is left: a transaction that it leaves is rolled back.
 */
export class StateFailure extends Error {
  readonly diagnostic: Diagnostic;

  constructor(diagnostic: Diagnostic, cause?: unknown) {
    super(diagnostic.message, { cause });
    this.name = 'StateFailure';
    this.diagnostic = diagnostic;
  }
}

/** Runs `work`; a {@link StateFailure} becomes its Diagnostic, any other error goes on (a bug). */
export function attempt<T>(work: () => T): Result<T, Diagnostic> {
  try {
    return ok(work());
  } catch (error) {
    if (error instanceof StateFailure) return fail(error.diagnostic);
    throw error;
  }
}

/** Runs `work` on behalf of `doing` ("write the index"); what the system refuses becomes a {@link StateFailure}, under the code `as` if given. */
export function guarded<T>(doing: string, work: () => T, as?: DiagnosticCode): T {
  try {
    return work();
  } catch (error) {
    throw asStateFailure(doing, error, as);
  }
}

/** Runs `work`, the clearing away of what nobody needs: where the system refuses it, it stays until the next one. */
export function tolerated(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof StateFailure) && codeOf(error) === undefined) throw error;
  }
}

/** The `code` of a system or SQLite error (`ENOSPC`, `SQLITE_FULL`), if it has one. */
export function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as Error & { code?: unknown }).code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/**
 * `error` as a {@link StateFailure} where system or SQLite refused, under the code `as` if given; itself
 * where it is a bug.
 */
export function asStateFailure(doing: string, error: unknown, as?: DiagnosticCode): unknown {
  if (error instanceof StateFailure) return error;
  const code = codeOf(error);
  if (code === undefined || code.startsWith('ERR_')) return error;
  const why = reasonOf(code);
  if (why === undefined) return error;
  const { words, hint, number } = why;
  const message = `cannot ${doing}: ${words} (${code})`;
  return new StateFailure(errorDiagnostic(as ?? number, message, hint ? { hint } : {}), error);
}

interface Reason {
  readonly number: 'E0703' | 'E0704';
  readonly words: string;
  readonly hint?: string;
}

const FULL: Reason = {
  number: 'E0703',
  words: 'the disk or the quota is full',
  hint: 'make room and run again; everything finished before is kept',
};
const READ_ONLY: Reason = {
  number: 'E0703',
  words: 'it may not be written here',
  hint: 'check the permissions of the workspace and its .mlip folder',
};
const IN_THE_WAY: Reason = {
  number: 'E0703',
  words: 'a file is where a folder must be',
  hint: 'move that file away',
};
const BUSY: Reason = {
  number: 'E0703',
  words: 'another process kept the index busy for too long',
  hint: '`mlip-auto status` says who works in this workspace',
};
const DAMAGED: Reason = {
  number: 'E0704',
  words: 'the index is damaged',
  hint: 'move .mlip/index.db* away and run again; `mlip-auto db import` takes labels over from a published database',
};

const REASONS: readonly (readonly [RegExp, Reason])[] = [
  [/^(ENOSPC|EDQUOT|EFBIG|SQLITE_FULL)$/, FULL],
  [/^(EACCES|EPERM|EROFS|SQLITE_READONLY|SQLITE_CANTOPEN|SQLITE_PERM)/, READ_ONLY],
  [/^(ENOTDIR|EEXIST)$/, IN_THE_WAY],
  [/^(EBUSY|SQLITE_BUSY|SQLITE_LOCKED)/, BUSY],
  [/^(SQLITE_CORRUPT|SQLITE_NOTADB)/, DAMAGED],
  [/^SQLITE_IOERR/, { number: 'E0703', words: 'the disk reports an error' }],
];

function reasonOf(code: string): Reason | undefined {
  const known = REASONS.find(([pattern]) => pattern.test(code));
  if (known) return known[1];
  return code.startsWith('SQLITE_') ? undefined : { number: 'E0703', words: 'the system refuses' };
}
