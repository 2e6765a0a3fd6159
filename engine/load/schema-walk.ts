import { isMap } from './params.ts';

/** A JSON Schema as data. */
export type Schema = { readonly [word: string]: unknown };

/** What a local reference (`#/$defs/name`) leads to. */
export function pointed(root: Schema, reference: unknown): Schema | undefined {
  if (typeof reference !== 'string') return undefined;
  let target: unknown = root;
  for (const step of reference.split('/').slice(1)) {
    target = isMap(target) ? target[step.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined;
  }
  return isMap(target) ? target : undefined;
}

/** The schemas in a list of them. */
export const schemasIn = (value: unknown): Schema[] =>
  Array.isArray(value) ? value.filter(isMap) : [];

/** The schema for a list's entry. */
export function itemSchema(schema: Schema, index: number): unknown {
  const fixed = schema['prefixItems'];
  return Array.isArray(fixed) && index < fixed.length ? fixed[index] : schema['items'];
}

/** The schema for a map's member: `false` where no such member may be, `undefined` where nothing is said. */
export function memberSchema(schema: Schema, key: string): unknown {
  const properties = schema['properties'];
  if (isMap(properties) && Object.hasOwn(properties, key)) return properties[key];
  for (const [pattern, member] of Object.entries(schema['patternProperties'] ?? {})) {
    if (new RegExp(pattern, 'u').test(key)) return member;
  }
  return schema['additionalProperties'];
}

/** All schemas that may have a say at one place, whichever branch of a union is taken. */
export function allForms(root: Schema, schemas: readonly Schema[], depth = 0): Schema[] {
  if (depth > 16) return [];
  return schemas.flatMap((schema) => {
    const target = pointed(root, schema['$ref']);
    const parts = ['allOf', 'anyOf', 'oneOf'].flatMap((word) => schemasIn(schema[word]));
    return [schema, ...allForms(root, target ? [target, ...parts] : parts, depth + 1)];
  });
}
