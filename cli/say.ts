import { relative } from 'node:path';
import type { Diagnostic } from '../base/diagnostic.ts';
import { renderDiagnostic } from '../report/diagnostics.ts';

/** Prints diagnostics: for people on standard error, or one JSON object a line on standard output. */
export function sayDiagnostics(diagnostics: readonly Diagnostic[], json: boolean): void {
  for (const diagnostic of diagnostics) {
    if (json) process.stdout.write(`${JSON.stringify({ type: 'diagnostic', ...diagnostic })}\n`);
    else process.stderr.write(`${rendered(diagnostic)}\n\n`);
  }
}

const rendered = (diagnostic: Diagnostic): string =>
  renderDiagnostic(diagnostic, { color: wantsColor(process.stderr), displayPath });

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
