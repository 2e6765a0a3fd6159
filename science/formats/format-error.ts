import { fail, ok, type Result } from '../../base/result.ts';

/** Why a file could not be read: where, what was found and what was expected. */
export interface FormatError {
  /** Counts from 1; 0 where the whole file is meant. */
  readonly line: number;
  readonly message: string;
  readonly hint?: string;
}

/**
 * Thrown by the parsers' inner functions and turned into a value at their entrances by
 * {@link catchFormat}: a file's mistakes are found many calls deep.
 */
export class FormatProblem extends Error {
  readonly line: number;
  readonly hint: string | undefined;

  constructor(line: number, message: string, hint?: string) {
    super(message);
    this.line = line;
    this.hint = hint;
  }
}

/** Runs a parser: its {@link FormatProblem} becomes a failure, anything else it throws is a bug. */
export function catchFormat<T>(parse: () => T): Result<T, FormatError> {
  try {
    return ok(parse());
  } catch (problem) {
    if (!(problem instanceof FormatProblem)) throw problem;
    const { line, message, hint } = problem;
    return fail({ line, message, ...(hint !== undefined && { hint }) });
  }
}
