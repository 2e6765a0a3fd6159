/** A place in a file that the user wrote. Offsets are in UTF-16 units of its text; line and column count from 1. */
export interface Span {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
  /** The whole line, for the caret. */
  readonly lineText: string;
}

/** One thing to tell the user: what is wrong, where, and what to do. Its code has a page in `docs/errors/`. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly span?: Span;
  readonly hint?: string;
  /** Other places that take part in it: the second publisher, the steps of a cycle. */
  readonly related?: readonly { readonly message: string; readonly span: Span }[];
}

/** `E` and four digits; the table of all of them is `base/codes.ts`. */
export type DiagnosticCode = `E${number}`;

/** An error diagnostic in one call. */
export function errorDiagnostic(
  code: DiagnosticCode,
  message: string,
  more: Pick<Diagnostic, 'span' | 'hint' | 'related'> = {},
): Diagnostic {
  return { code, severity: 'error', message, ...more };
}
