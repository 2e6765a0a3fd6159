import { relative } from 'node:path';
import type { Diagnostic } from '../base/diagnostic.ts';
import { renderDiagnostics } from '../report/diagnostics.ts';

/**
 * Prints diagnostics: for people on standard error, the first of each code where there are many; or one JSON object a
 * line on standard output, all of them.
 */
export function sayDiagnostics(diagnostics: readonly Diagnostic[], json: boolean): void {
  if (json) {
    for (const diagnostic of diagnostics) {
      process.stdout.write(`${JSON.stringify({ type: 'diagnostic', ...diagnostic })}\n`);
    }
    return;
  }
  const options = { color: wantsColor(process.stderr), displayPath };
  for (const text of renderDiagnostics(diagnostics, options)) process.stderr.write(`${text}\n\n`);
}

/** A path as a person in this folder would write it. */
export function displayPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short === '' || short.startsWith('..') ? path : short;
}

/** Whether a stream should be coloured: NO_COLOR and FORCE_COLOR decide, then the terminal. */
export function wantsColor(stream: NodeJS.WriteStream): boolean {
  if (process.env.NO_COLOR) return false;
  if (process.env.FORCE_COLOR) return process.env.FORCE_COLOR !== '0';
  return stream.isTTY === true && process.env.TERM !== 'dumb';
}
