import type { Diagnostic } from '../base/diagnostic.ts';

/** What the program ends with. */
export const EXIT = {
  done: 0,
  /** A node failed, a set is incomplete, or the disk refuses. */
  failed: 1,
  /** Bad usage or a bad file. */
  usage: 2,
  /** Someone else holds the workspace. */
  held: 3,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What a refusal ends with: that of the disk, of a damaged index or of another holder is no fault of the file or the command. */
export function refusalCode(diagnostics: readonly Diagnostic[]): ExitCode {
  if (diagnostics.some(({ code }) => code === 'E0702')) return EXIT.held;
  return diagnostics.some(({ code }) => code === 'E0703' || code === 'E0704')
    ? EXIT.failed
    : EXIT.usage;
}
