/**
 * The one door of typebox: a schema written once is the JSON Schema that ajv checks and the type that code uses. Its types
 * are typebox's; the few words that are used here make the same objects without loading the several hundred modules of
 * the package, which costs a start more than all the rest (a test holds them beside the real ones).
 */
import type { Type as Words } from 'typebox';

export type { Static, TSchema } from 'typebox';

type Options = { readonly [word: string]: unknown };
type Schema = { readonly [word: string]: unknown };
type Members = { readonly [name: string]: Schema };

/** A mark that JSON does not show, as typebox has it. */
const OPTIONAL = '~optional';

const hidden = (schema: object, name: string, value: unknown): Schema =>
  Object.defineProperty(schema, name, { value, enumerable: false }) as Schema;

const kind =
  (name: string, own: Options = {}) =>
  (options: Options = {}): Schema =>
    hidden({ ...own, ...options }, '~kind', name);

const required = (members: Members): { readonly required?: readonly string[] } => {
  const names = Object.keys(members).filter((name) => !(OPTIONAL in (members[name] as Schema)));
  return names.length > 0 ? { required: names } : {};
};

const object = (properties: Members, options?: Options): Schema =>
  kind('Object', { type: 'object', ...required(properties), properties })(options);

const optional = (schema: Schema): Schema => {
  const copy = Object.defineProperties({}, Object.getOwnPropertyDescriptors(schema));
  return hidden(copy, OPTIONAL, true);
};

const words = {
  Object: object,
  Optional: optional,
  Partial: ({ properties }: Schema, options?: Options): Schema => {
    const members = Object.entries(properties as Members);
    return object(Object.fromEntries(members.map(([name, one]) => [name, optional(one)])), options);
  },
  Record: ({ pattern = '^.*$' }: Schema, value: Schema, options?: Options): Schema =>
    kind('Record', { type: 'object', patternProperties: { [pattern as string]: value } })(options),
  Array: (items: Schema, options?: Options): Schema =>
    kind('Array', { type: 'array', items })(options),
  Union: (anyOf: readonly Schema[], options?: Options): Schema => kind('Union', { anyOf })(options),
  Literal: (value: string | number | boolean, options?: Options): Schema =>
    kind('Literal', { type: typeof value, const: value })(options),
  String: kind('String', { type: 'string' }),
  Number: kind('Number', { type: 'number' }),
  Integer: kind('Integer', { type: 'integer' }),
  Boolean: kind('Boolean', { type: 'boolean' }),
  Unknown: kind('Unknown'),
};

/** The words of typebox that schemas are written with. */
export const Type = words as unknown as Pick<typeof Words, keyof typeof words>;
