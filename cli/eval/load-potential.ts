import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Diagnostic, errorDiagnostic } from '../../base/diagnostic.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { isBBasis, parseBBasis } from '../../science/ace/b-basis-read.ts';
import type { BFunction } from '../../science/ace/b-function.ts';
import { type AceEvaluator, prepareEvaluator } from '../../science/ace/evaluate.ts';
import { parseYace } from '../../science/ace/yace.ts';

/** The bytes of a file named on the command line. */
export function readNamed(
  file: string,
  code: 'E0931' | 'E0932' | 'E0935',
): Result<Uint8Array, Diagnostic> {
  try {
    return ok(readFileSync(resolve(file)));
  } catch (error) {
    const { code: reason } = error as NodeJS.ErrnoException;
    const words = reason === 'ENOENT' ? `there is no file ${file}` : `${file}: ${reason}`;
    return fail(errorDiagnostic(code, words));
  }
}

/** A potential made ready to evaluate. */
export interface Loaded {
  readonly evaluator: AceEvaluator;
  /** Of a `.yaml`: the B functions that it lists. */
  readonly functions?: readonly (readonly BFunction[])[];
  /** The `.yaml` form has no place for the energies of lone atoms. */
  readonly withoutLoneAtoms: boolean;
}

/** Reads a `.yace`, or pacemaker's `.yaml`. */
export function loadPotential(file: string): Result<Loaded, Diagnostic> {
  const bytes = readNamed(file, 'E0931');
  if (!bytes.ok) return bytes;
  const text = Buffer.from(bytes.value).toString('utf8');
  if (isBBasis(text)) {
    const basis = parseBBasis(text);
    if (!basis.ok) return refused(file, basis.error);
    const { potential, functions } = basis.value;
    return ok({ evaluator: prepareEvaluator(potential), functions, withoutLoneAtoms: true });
  }
  const potential = parseYace(text);
  if (!potential.ok) return refused(file, potential.error);
  return ok({ evaluator: prepareEvaluator(potential.value), withoutLoneAtoms: false });
}

function refused(
  file: string,
  { message, hint }: { readonly message: string; readonly hint?: string },
): Result<never, Diagnostic> {
  return fail(errorDiagnostic('E0931', `${file}: ${message}`, hint === undefined ? {} : { hint }));
}
