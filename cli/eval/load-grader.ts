import { type Diagnostic, errorDiagnostic } from '../../base/diagnostic.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { readAsi } from '../../science/ace/asi.ts';
import { type ActiveSet, activeSetProblem } from '../../science/ace/extrapolation.ts';
import { type Projector, prepareProjector } from '../../science/ace/projections.ts';
import { type Loaded, readNamed } from './load-potential.ts';

/** What gives extrapolation grades. */
export interface Grader {
  readonly projector: Projector;
  readonly activeSet: ActiveSet;
}

/** Reads an active set and sees whether it fits the potential. */
export function loadGrader(
  { evaluator, functions }: Loaded,
  file: string,
): Result<Grader, Diagnostic> {
  const bytes = readNamed(file, 'E0935');
  if (!bytes.ok) return bytes;
  const activeSet = readAsi(bytes.value);
  if (!activeSet.ok) return fail(errorDiagnostic('E0935', `${file}: ${activeSet.error}`));
  const projector = prepareProjector(evaluator.potential, functions);
  if (!projector) {
    const words = 'a term of the potential is no invariant of rotations: no grade can be made';
    return fail(errorDiagnostic('E0935', words));
  }
  const problem = activeSetProblem(projector, activeSet.value);
  if (problem === undefined) return ok({ projector, activeSet: activeSet.value });
  const hint = "give the potential in pacemaker's .yaml form, for which the set was made";
  return fail(errorDiagnostic('E0935', `${file}: ${problem}`, { hint }));
}
