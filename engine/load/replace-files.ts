import type { Canonical, CanonicalObject } from '../../base/canonical.ts';
import { compileSchema, type Validate } from '../../schemas/validator.ts';
import type { Path } from '../document/document.ts';
import { isMap } from './params.ts';
import { itemSchema, memberSchema, pointed, type Schema, schemasIn } from './schema-walk.ts';

/** What to put in place of a file's path. */
export type OnFile = (text: string, path: Path) => Canonical;

/**
 * Replaces every field that the schema marks with `format: file` in a value that fits it. Of a
 * union, the first form that fits counts. The value itself stays as it is.
 */
export function replaceFiles(
  schema: Schema,
  value: Canonical,
  path: Path,
  onFile: OnFile,
): Canonical {
  return hasFiles(schema) ? replace(schema, schema, value, path, onFile) : value;
}

const hasFiles = saidOnce(/"format":"file"/);

/** Of a part, what it refers to may have some, too. */
const mayHaveFiles = saidOnce(/"format":"file"|"\$ref":/);

/** Whether a schema has such words; each is looked at once. */
function saidOnce(words: RegExp): (schema: Schema) => boolean {
  const known = new WeakMap<Schema, boolean>();
  return (schema) => {
    const before = known.get(schema);
    if (before !== undefined) return before;
    const has = words.test(JSON.stringify(schema));
    known.set(schema, has);
    return has;
  };
}

function replace(
  root: Schema,
  schema: Schema,
  value: Canonical,
  path: Path,
  onFile: OnFile,
): Canonical {
  if (typeof value === 'string') {
    return formsOf(root, schema, value).some((form) => form['format'] === 'file')
      ? onFile(value, path)
      : value;
  }
  if (typeof value !== 'object' || value === null) return value;
  let replaced = value;
  for (const form of formsOf(root, schema, value)) {
    replaced = Array.isArray(replaced)
      ? replaced.map((item, index) =>
          inner(root, itemSchema(form, index), item, [...path, index], onFile),
        )
      : replaceMembers(root, form, replaced as CanonicalObject, path, onFile);
  }
  return replaced;
}

const inner = (
  root: Schema,
  schema: unknown,
  value: Canonical,
  path: Path,
  onFile: OnFile,
): Canonical =>
  isMap(schema) && mayHaveFiles(schema) ? replace(root, schema, value, path, onFile) : value;

function replaceMembers(
  root: Schema,
  form: Schema,
  value: CanonicalObject,
  path: Path,
  onFile: OnFile,
): CanonicalObject {
  const replaced: Record<string, Canonical | undefined> = {};
  for (const [key, member] of Object.entries(value)) {
    const schema = memberSchema(form, key);
    replaced[key] =
      member === undefined ? undefined : inner(root, schema, member, [...path, key], onFile);
  }
  return replaced;
}

/** The schema itself and all that it is put together from, as far as the value fits. */
function formsOf(root: Schema, schema: Schema, value: Canonical): Schema[] {
  const forms = [schema];
  const target = pointed(root, schema['$ref']);
  if (target) forms.push(...formsOf(root, target, value));
  for (const part of schemasIn(schema['allOf'])) forms.push(...formsOf(root, part, value));
  const union = [...schemasIn(schema['anyOf']), ...schemasIn(schema['oneOf'])];
  const fitting = union.find((branch) => fits(root, branch, value));
  if (fitting) forms.push(...formsOf(root, fitting, value));
  return forms;
}

const validators = new WeakMap<Schema, Validate>();

function fits(root: Schema, branch: Schema, value: Canonical): boolean {
  let validate = validators.get(branch);
  if (!validate) {
    const compiled = compileSchema(root['$defs'] ? { ...branch, $defs: root['$defs'] } : branch);
    validate = compiled.ok ? compiled.value : () => [];
    validators.set(branch, validate);
  }
  return validate(value).length === 0;
}
