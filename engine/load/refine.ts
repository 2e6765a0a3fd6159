import { type Filled, setHint } from './expressions.ts';
import { type Problem, spanOf } from './report.ts';

/**
 * A problem of shape in the light of where the value came from: a setting that is missing since its
 * param is not set says so, a value from `--set` names it. `undefined` where it was reported already.
 */
export function refineProblem(problem: Problem, filled: Filled): Problem | undefined {
  if (problem.code === 'E0204' && problem.key !== undefined) {
    return refineMissing(problem, [...problem.path, problem.key], filled);
  }
  if (problem.at !== 'value') return problem;
  const origin = filled.origin(problem.path);
  if (!origin) return problem;
  if (origin.override) {
    const { name, text } = origin.override;
    return { ...problem, message: `${problem.message} (from --set ${name}=${text})` };
  }
  const span = spanOf(origin.place, 'value');
  return { ...problem, related: [{ message: `the value of ${origin.word}`, span }] };
}

function refineMissing(
  problem: Problem,
  path: Problem['path'],
  filled: Filled,
): Problem | undefined {
  const absence = filled.absence(path);
  if (absence === undefined) return problem;
  if (absence === 'reported') return undefined;
  if (absence === 'empty') {
    return { ...problem, path, message: `\`${problem.key}\` is empty, and it is required` };
  }
  const { param } = absence;
  const message = `\`${problem.key}\` is required, and param \`${param}\` is not set`;
  return { ...problem, code: 'E0301', path, at: 'value', message, hint: setHint(param) };
}
