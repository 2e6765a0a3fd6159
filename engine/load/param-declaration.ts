import type { Canonical } from '../../base/canonical.ts';
import { errorDiagnostic } from '../../base/diagnostic.ts';
import { PARAM_TYPES, ParamDeclarationSchema } from '../../schemas/pipeline.ts';
import { compileSchema, type Validate } from '../../schemas/validator.ts';
import type { Path } from '../document/document.ts';
import type { Place, Report } from './report.ts';
import type { Override } from './request.ts';
import { shapeProblems, withoutMisspelt } from './shape-problems.ts';
import { code, codes, describe, kindWords } from './words.ts';

/** `{ type: number, default: 5, min: 0 }`: what values a param may have. */
export interface Declaration {
  readonly type: (typeof PARAM_TYPES)[number];
  readonly default?: Canonical;
  readonly min?: number;
  readonly max?: number;
  readonly values?: readonly Canonical[];
}

const WORDS = new Set(Object.keys(ParamDeclarationSchema.properties));

let validate: Validate | undefined;

/**
 * The declaration of a param that is written as one: a map whose `type` is a word for a kind of value, or
 * that has a `type` and no words but those of a declaration. `undefined` for a plain value; a wrong one is
 * reported.
 */
export function readDeclaration(
  report: Report,
  written: Canonical,
  path: Path,
): Declaration | 'faulty' | undefined {
  if (typeof written !== 'object' || written === null || Array.isArray(written)) return undefined;
  const map = written as { readonly [word: string]: Canonical };
  if (!Object.hasOwn(map, 'type')) return undefined;
  const known = (PARAM_TYPES as readonly Canonical[]).includes(map['type'] as Canonical);
  if (!known && !Object.keys(map).every((word) => WORDS.has(word))) return undefined;
  if (!validate) {
    const compiled = compileSchema(ParamDeclarationSchema);
    if (!compiled.ok) throw new Error(`internal error: the params schema: ${compiled.error}`);
    validate = compiled.value;
  }
  const present = Object.fromEntries(Object.entries(map).filter(([, value]) => value !== null));
  const problems = withoutMisspelt(shapeProblems(validate(present), path));
  for (const problem of problems) report.add(problem);
  return problems.length > 0 ? 'faulty' : (present as unknown as Declaration);
}

interface Checked {
  readonly value: Canonical;
  readonly place: Place;
  readonly override?: Override;
  readonly declaration?: Declaration;
}

/** Whether its declaration allows a value; one that it does not is reported. A param that is not set is allowed. */
export function checkValue(
  report: Report,
  name: string,
  { value, place, override, declaration }: Checked,
): boolean {
  if (!declaration || value === null) return true;
  const fault = faultOf(value, declaration);
  if (fault === undefined) return true;
  const from = override ? ` (from --set ${override.name}=${override.text})` : '';
  const message = `param \`${name}\` ${fault}, this is ${describe(value)}${from}`;
  const span = override ? undefined : report.at(place, 'value');
  report.diagnostics.push(errorDiagnostic('E0309', message, span ? { span } : {}));
  return false;
}

function faultOf(value: Canonical, { type, min, max, values }: Declaration): string | undefined {
  if (!isOf(value, type)) return `must be ${kindWords([JSON_TYPES[type]])}`;
  if (typeof value === 'number' && min !== undefined && value < min)
    return `must be at least ${min}`;
  if (typeof value === 'number' && max !== undefined && value > max)
    return `must be at most ${max}`;
  const text = JSON.stringify(value);
  if (values && !values.some((one) => JSON.stringify(one) === text)) {
    return `must be ${values.length > 1 ? 'one of ' : ''}${values.length > 12 ? codes(values.map(String)) : values.map(code).join(', ')}`;
  }
  return undefined;
}

const JSON_TYPES = {
  number: 'number',
  integer: 'integer',
  string: 'string',
  boolean: 'boolean',
  list: 'array',
  map: 'object',
} as const;

function isOf(value: Canonical, type: Declaration['type']): boolean {
  switch (type) {
    case 'integer':
      return Number.isInteger(value);
    case 'list':
      return Array.isArray(value);
    case 'map':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    default:
      return typeof value === type;
  }
}
