import type { DiagnosticCode } from '../../base/diagnostic.ts';
import { suggestion } from '../../base/suggest.ts';
import type { ShapeError } from '../../schemas/validator.ts';
import type { Problem } from './report.ts';
import { typeHint } from './type-hints.ts';
import { code, container, describe, kindWords, listed, subject } from './words.ts';

type Path = Problem['path'];

/** One validator error in words; `base` is where the checked value is in the document. */
export function wordProblem(error: ShapeError, base: Path): Problem {
  const path = [...base, ...error.path];
  return (words[error.keyword] ?? unfit)(error, path);
}

type Worder = (error: ShapeError, path: Path) => Problem;

const limit =
  (say: (limit: number, value: unknown) => string): Worder =>
  ({ params, value }, path) =>
    atValue('E0207', path, `${subject(path)} ${say(params.limit as number, value)}`);

const atValue = (code: DiagnosticCode, path: Path, message: string, hint?: string): Problem => ({
  code,
  path,
  at: 'value',
  message,
  hint,
});

const size = (value: unknown): number =>
  Array.isArray(value) ? value.length : Object.keys(value as object).length;

const few = (count: number, one: string, many: string): string =>
  count === 1 ? `1 ${one}` : `${count} ${many}`;

const entries = (count: number): string => few(count, 'entry', 'entries');

const words: { readonly [keyword: string]: Worder | undefined } = {
  type: ({ params, value }, path) =>
    kindProblem(path, value, [], [params['type']].flat() as string[]),
  enum: ({ params, value }, path) =>
    kindProblem(path, value, params['allowedValues'] as unknown[], []),
  const: ({ params, value, schema }, path) => {
    const problem = kindProblem(path, value, [params['allowedValue']], []);
    const hint = problem.hint ?? (schema['description'] as string | undefined);
    return { ...problem, hint };
  },
  additionalProperties: ({ params, schema }, path) =>
    unknownKey(String(params.additionalProperty), schema, path),
  unevaluatedProperties: ({ params, schema }, path) =>
    unknownKey(String(params.unevaluatedProperty), schema, path),
  required: ({ params, schema }, path) => missing(String(params.missingProperty), schema, path),
  dependentRequired: ({ params }, path) => ({
    code: 'E0204',
    path: [...path, String(params.property)],
    at: 'key',
    message: `\`${params.property}\` also needs \`${params.missingProperty}\` in ${container(path)}`,
  }),
  propertyNames: ({ params }, path) => ({
    code: 'E0210',
    path: [...path, String(params.propertyName)],
    at: 'key',
    message: `${code(params.propertyName)} cannot be a name`,
    hint: 'a name begins with a letter and has letters, digits, `_` and `-`',
  }),
  minimum: limit((least, value) => `must be at least ${least}, this is ${value}`),
  maximum: limit((most, value) => `must be at most ${most}, this is ${value}`),
  exclusiveMinimum: limit((least, value) => `must be greater than ${least}, this is ${value}`),
  exclusiveMaximum: limit((most, value) => `must be less than ${most}, this is ${value}`),
  minItems: limit((n, value) => `must have at least ${entries(n)}, it has ${size(value)}`),
  maxItems: limit((n, value) => `must have at most ${entries(n)}, it has ${size(value)}`),
  minProperties: limit((n, value) => `must have at least ${entries(n)}, it has ${size(value)}`),
  maxProperties: limit((n, value) => `must have at most ${entries(n)}, it has ${size(value)}`),
  minLength: limit((n) => (n === 1 ? 'must not be empty' : `must have at least ${n} characters`)),
  maxLength: limit((n) => `must have at most ${few(n, 'character', 'characters')}`),
  multipleOf: ({ params, value }, path) =>
    atValue(
      'E0207',
      path,
      `${subject(path)} must be a multiple of ${params.multipleOf}, this is ${value}`,
    ),
  uniqueItems: ({ params }, path) =>
    atValue(
      'E0207',
      [...path, params.i as number],
      `${subject(path)} has the same entry twice (numbers ${Number(params.j) + 1} and ${Number(params.i) + 1})`,
    ),
  pattern: ({ schema, value }, path) => {
    const hint = schema['description'] ?? `the form is ${schema['pattern']}`;
    const message = `${subject(path)} cannot be ${code(value)}`;
    return atValue('E0207', path, message, `write ${hint}`);
  },
};

function unfit({ value, schema }: ShapeError, path: Path): Problem {
  const hint = typeof schema.description === 'string' ? schema.description : undefined;
  const message = `${subject(path)} has a form that is not accepted: ${describe(value)}`;
  return atValue('E0208', path, message, hint);
}

/** A value that is none of the allowed words and of none of the allowed kinds. */
export function kindProblem(
  path: Path,
  value: unknown,
  allowed: readonly unknown[],
  types: readonly string[],
): Problem {
  const choices = [...allowed.map(code), ...(types.length > 0 ? [kindWords(types)] : [])];
  const choice = `${choices.length > 1 && types.length === 0 ? 'one of ' : ''}${listed(choices, 'or')}`;
  const message = `${subject(path)} must be ${choice}, this is ${describe(value)}`;
  const texts = allowed.filter((word) => typeof word === 'string');
  const near = typeof value === 'string' ? suggestion(value, texts) : undefined;
  const hint = near?.startsWith('did') ? near : typeHint(types, value);
  return atValue(types.length > 0 ? 'E0205' : 'E0206', path, message, hint);
}

/** A key that the schema of its map does not have. */
export function unknownKey(key: string, schema: ShapeError['schema'], path: Path): Problem {
  const tight = /^([\w-]+):(\S.*)$/.exec(key);
  return {
    code: 'E0203',
    path: [...path, key],
    key,
    at: 'key',
    message: `unknown key \`${key}\` in ${container(path)}`,
    hint: tight
      ? `a space is missing after the colon: ${code(`${tight[1]}: ${tight[2]}`)}`
      : /^\d+$/.test(key)
        ? 'is it a decimal comma? Write a point, as in 5.5'
        : suggestion(key, Object.keys((schema.properties as object | undefined) ?? {})),
  };
}

function missing(key: string, schema: ShapeError['schema'], path: Path): Problem {
  const properties = schema.properties as { [key: string]: { description?: string } } | undefined;
  const description = properties?.[key]?.description;
  return {
    code: 'E0204',
    path,
    key,
    at: 'key',
    message: `\`${key}\` is missing in ${container(path)}`,
    hint: description ? `\`${key}\`: ${description}` : `add \`${key}: ...\``,
  };
}
