import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Diagnostic, errorDiagnostic } from '../../base/diagnostic.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { type AceEvaluator, prepareEvaluator } from '../../science/ace/evaluate.ts';
import { parseYace } from '../../science/ace/yace.ts';

/** The bytes of a file named on the command line. */
export function readNamed(file: string, code: 'E0931' | 'E0932'): Result<Uint8Array, Diagnostic> {
  try {
    return ok(readFileSync(resolve(file)));
  } catch (error) {
    const { code: reason } = error as NodeJS.ErrnoException;
    const words = reason === 'ENOENT' ? `there is no file ${file}` : `${file}: ${reason}`;
    return fail(errorDiagnostic(code, words));
  }
}

/** A potential made ready to evaluate. */
export function loadEvaluator(file: string): Result<AceEvaluator, Diagnostic> {
  const bytes = readNamed(file, 'E0931');
  if (!bytes.ok) return bytes;
  const potential = parseYace(Buffer.from(bytes.value).toString('utf8'));
  if (potential.ok) return ok(prepareEvaluator(potential.value));
  const { message, hint } = potential.error;
  return fail(errorDiagnostic('E0931', `${file}: ${message}`, hint === undefined ? {} : { hint }));
}
