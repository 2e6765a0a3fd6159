import type { ShapeError } from '../../schemas/validator.ts';
import type { Problem } from './report.ts';
import { kindProblem, wordProblem } from './shape-words.ts';

/**
 * Says a validator's errors as a person would: each place once, and of a union only the form that
 * was probably meant.
 */
export function shapeProblems(errors: readonly ShapeError[], base: Problem['path']): Problem[] {
  const problems: Problem[] = [];
  for (let at = errors.length - 1; at >= 0; at--) {
    const error = errors[at] as ShapeError;
    if (error.keyword !== 'anyOf' && error.keyword !== 'oneOf') {
      if (isWorthSaying(error, errors)) problems.push(wordProblem(error, base));
      continue;
    }
    let first = at;
    while (first > 0 && isInside(error, errors[first - 1] as ShapeError)) first--;
    problems.push(...unionProblems(error, errors.slice(first, at), base));
    at = first;
  }
  return problems.reverse();
}

/** A key that is missing since it is misspelt is one mistake. */
export function withoutMisspelt(problems: readonly Problem[]): Problem[] {
  const unknown = problems.filter(({ code }) => code === 'E0203');
  if (unknown.length === 0) return [...problems];
  const meant = new Set(unknown.map(({ path, hint }) => JSON.stringify([path.slice(0, -1), hint])));
  return problems.filter(
    ({ code, path, key }) =>
      code !== 'E0204' || !meant.has(JSON.stringify([path, `did you mean \`${key}\`?`])),
  );
}

/** Parts of other errors: a name's pattern, an `if`, a type beside the word that was asked for. */
function isWorthSaying(error: ShapeError, all: readonly ShapeError[]): boolean {
  if (error.propertyName !== undefined || error.keyword === 'if') return false;
  if (error.keyword !== 'type' || !('const' in error.schema || 'enum' in error.schema)) return true;
  const pointer = error.schemaPath.slice(0, -'type'.length);
  return !all.some(
    ({ schemaPath }) => `${pointer}const` === schemaPath || `${pointer}enum` === schemaPath,
  );
}

const isInside = (union: ShapeError, error: ShapeError): boolean =>
  error.schemaPath.startsWith(`${union.schemaPath}/`) && error.path.length >= union.path.length;

function unionProblems(
  union: ShapeError,
  inside: readonly ShapeError[],
  base: Problem['path'],
): Problem[] {
  const branches = [...byBranch(union, inside).values()];
  if (branches.length === 0) return [wordProblem(union, base)];
  const possible = branches.filter(
    (branch) => !branch.some((error) => isOfOtherKind(union, error)),
  );
  if (possible.length === 0) return [otherKind(union, branches, base)];
  const chosen = possible.filter((branch) => tags(union, branch).length === 0);
  if (chosen.length === 0) {
    const told = possible.flatMap((branch) => tags(union, branch));
    return [wordProblem(mergedWords(told), base)];
  }
  const told = chosen.map((branch) => shapeProblems(branch, base));
  return told.reduce((best, next) => (next.length < best.length ? next : best));
}

function byBranch(union: ShapeError, inside: readonly ShapeError[]): Map<string, ShapeError[]> {
  const branches = new Map<string, ShapeError[]>();
  for (const error of inside) {
    const branch = error.schemaPath.slice(union.schemaPath.length + 1).split('/', 1)[0] as string;
    const known = branches.get(branch);
    if (known) known.push(error);
    else branches.set(branch, [error]);
  }
  return branches;
}

/** The value itself is not of the kind, or not the word, that the branch wants. */
const isOfOtherKind = (union: ShapeError, { path, keyword, schemaPath }: ShapeError): boolean =>
  path.length === union.path.length &&
  ['type', 'const', 'enum'].includes(keyword) &&
  schemaPath.slice(union.schemaPath.length + 1).split('/').length === 2;

/** Errors in a word directly inside a map: the map is another form, told by that word. */
const tags = (union: ShapeError, branch: readonly ShapeError[]): ShapeError[] =>
  branch.filter(
    ({ path, keyword }) =>
      path.length === union.path.length + 1 && (keyword === 'const' || keyword === 'enum'),
  );

/** No branch wants a value of this kind: all that would be accepted, words and kinds. */
function otherKind(
  union: ShapeError,
  branches: readonly (readonly ShapeError[])[],
  base: Problem['path'],
): Problem {
  const words: unknown[] = [];
  const types: string[] = [];
  for (const branch of branches) {
    const own = branch.filter((error) => isOfOtherKind(union, error));
    const named = own.filter(({ keyword }) => keyword !== 'type');
    words.push(...named.flatMap(allowedWords));
    if (named.length === 0) types.push(...own.flatMap(({ params }) => params['type'] as string));
  }
  return kindProblem([...base, ...union.path], union.value, words, [...new Set(types)]);
}

/** Several errors of `const` and `enum` at one place as one of `enum`. */
function mergedWords(errors: readonly ShapeError[]): ShapeError {
  const allowed = errors.flatMap(allowedWords);
  const [first] = errors as [ShapeError];
  return { ...first, keyword: 'enum', params: { allowedValues: [...new Set(allowed)] } };
}

const allowedWords = ({ params }: ShapeError): unknown[] =>
  'allowedValue' in params ? [params['allowedValue']] : (params['allowedValues'] as unknown[]);
