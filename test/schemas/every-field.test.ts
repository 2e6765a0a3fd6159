// The law of settings: each field of each stage's schema, mutated, changes the key, unless the schema itself
// marks it with `x-not-in-key`. A new field is walked by itself; it fails here until it does the one or the other.
import { describe, expect, it } from 'vitest';
import { canonicalText } from '../../base/canonical.ts';
import type { Stage } from '../../engine/stage.ts';
import { compileSchema } from '../../schemas/validator.ts';
import { registry } from '../../stages/index.ts';
import { BASES, digest, type Json, type Settings } from './field-bases.ts';

type Schema = { readonly [key: string]: unknown };

/** Where a setting is; a map's member is `*`. */
type Path = readonly string[];

interface Field {
  readonly path: Path;
  readonly schema: Schema;
  readonly marked: boolean;
}

/** Words where a schema says no more than that it is text, tried beside general ones. */
const WORDS: readonly Json[] = ['Cu', 'Ag', 'a.txt', 'b.txt', 'extxyz', 'labels', 'structures'];

/** Every field below a schema, maps and the members of lists among them. */
function fieldsOf(schema: Schema, path: Path = [], marked = false): readonly Field[] {
  const alternatives = (schema['anyOf'] ?? schema['oneOf'] ?? []) as readonly Schema[];
  const inside = alternatives.flatMap((one) => fieldsOf(one, path, marked));
  const properties = Object.entries((schema['properties'] ?? {}) as { [name: string]: Schema });
  const named = properties.flatMap(([name, one]) => {
    const own = marked || one['x-not-in-key'] === true;
    const at = [...path, name];
    return [{ path: at, schema: one, marked: own }, ...fieldsOf(one, at, own)];
  });
  const patterns = Object.values((schema['patternProperties'] ?? {}) as { [at: string]: Schema });
  const members = patterns.flatMap((one) => {
    const at = [...path, '*'];
    return fieldsOf(one, at, marked);
  });
  return [...inside, ...named, ...members];
}

/** Values that a schema may take; the validator throws out those that it does not. */
function valuesOf(schema: Schema): readonly Json[] {
  if ('const' in schema) return [schema['const'] as Json];
  if (Array.isArray(schema['enum'])) return schema['enum'] as Json[];
  const alternatives = (schema['anyOf'] ?? schema['oneOf']) as readonly Schema[] | undefined;
  if (alternatives) return alternatives.flatMap(valuesOf);
  if (schema['format'] === 'file') return [digest('b'), digest('c')];
  switch (schema['type']) {
    case 'boolean':
      return [true, false];
    case 'integer':
      return [0, 1, 2, 3, 5, 7, ...above(schema)].filter((value) => isWithin(schema, value));
    case 'number':
      return [-0.2, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 4, ...above(schema)].filter((value) =>
        isWithin(schema, value),
      );
    case 'string':
      return WORDS;
    case 'array':
      return listsOf(schema);
    default:
      return recordsOf(schema);
  }
}

/** Values somewhat above the least one, where a schema names it. */
const above = ({ minimum, exclusiveMinimum }: Schema): readonly number[] => {
  const least = Number(minimum ?? exclusiveMinimum ?? 0);
  return [least, least + 1, least + 2, 2 * least + 5];
};

function isWithin(
  { minimum = -1e9, maximum = 1e9, exclusiveMinimum = -1e9 }: Schema,
  value: number,
) {
  const [least, most, over] = [minimum, maximum, exclusiveMinimum].map(Number);
  return value >= Number(least) && value <= Number(most) && value > Number(over);
}

function listsOf(schema: Schema): readonly Json[] {
  const items = schema['items'];
  const member = valuesOf((Array.isArray(items) ? items[0] : items) as Schema);
  const [a = null, b = a, c = b, d = c] = member;
  const longer = [a, b, c, d, ...member.slice(4)];
  const lengths = [1, 2, 3, 6].flatMap((n) => [longer.slice(-n), longer.slice(0, n)]);
  return [...lengths, ...member.map((one) => [one]), [a, a, b], [b, a, a], [0.1, 0, 0, 0, 0, 0.1]];
}

function recordsOf(schema: Schema): readonly Json[] {
  const required = (schema['required'] ?? []) as readonly string[];
  const properties = (schema['properties'] ?? {}) as { readonly [name: string]: Schema };
  const patterns = Object.values((schema['patternProperties'] ?? {}) as { [at: string]: Schema });
  const least = required.map((name) => [name, valuesOf(properties[name] as Schema)[0] as Json]);
  const optional = Object.entries(properties).filter(([name]) => !required.includes(name));
  return [
    Object.fromEntries(least),
    ...optional.flatMap(([name, one]) =>
      valuesOf(one).map((value) => Object.fromEntries([...least, [name, value]])),
    ),
    ...patterns.flatMap((one) =>
      ['Cu', 'labels', 'out', 'Fe-3d'].flatMap((name) =>
        valuesOf(one).map((value) => ({ [name]: value })),
      ),
    ),
    // A map of shares: they sum to 1.
    ...(patterns.length > 0 ? [0.25, 0.5].map((share) => ({ Cu: share, Au: 1 - share })) : []),
  ];
}

const isRecord = (value: Json | undefined): value is Settings =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Settings with another value at a place; `undefined` removes it. */
function changed(settings: Settings, [name, ...rest]: Path, value: Json | undefined): Settings {
  const key = name === '*' ? (Object.keys(settings)[0] ?? 'Cu') : (name as string);
  if (rest.length > 0) {
    const below = settings[key];
    return { ...settings, [key]: changed(isRecord(below) ? below : {}, rest, value) };
  }
  const { [key]: _, ...others } = settings;
  return value === undefined ? others : { ...others, [key]: value };
}

/** What of settings is in the key: back end, version, and what they resolve to. `undefined` where refused. */
function keyPart(stage: Stage, accepts: (value: unknown) => boolean, settings: Settings) {
  if (!accepts(asWritten(settings))) return undefined;
  const { name, version, resolve } = stage.backend(settings);
  const resolved = resolve(settings);
  return resolved.ok ? canonicalText([name, version, resolved.value.with]) : undefined;
}

/** A file is a path where the validator looks, and a reference where the stage does. */
function asWritten(value: Json): Json {
  if (Array.isArray(value)) return value.map(asWritten);
  if (!isRecord(value)) return value;
  if (typeof value['file'] === 'string' && value['file'].startsWith('sha256:')) return 'a.file';
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, asWritten(one)]));
}

/** The bases, then each of them with one neighbour of the field at each of its values: what a field needs beside it. */
function* contextsOf(stage: Stage, { path }: Field, fields: readonly Field[]): Generator<Settings> {
  const bases = BASES[stage.name] ?? [{}];
  yield* bases;
  const group = path.slice(0, -1).join('.');
  const near = fields.filter(
    (one) => one.path.slice(0, -1).join('.') === group && one.path !== path,
  );
  for (const one of near) {
    for (const value of valuesOf(one.schema)) {
      for (const base of bases) yield changed(base, one.path, value);
    }
  }
}

/** Whether a field has two valid values somewhere, and whether two of them lead to two keys. */
function effectOf(stage: Stage, field: Field, fields: readonly Field[]) {
  const compiled = compileSchema(stage.settings);
  if (!compiled.ok) throw new Error(compiled.error);
  const accepts = (value: unknown) => compiled.value(value).length === 0;
  const values = [undefined, ...valuesOf(field.schema)];
  let mutable = false;
  for (const context of contextsOf(stage, field, fields)) {
    const parts = values.flatMap((value) => {
      const part = keyPart(stage, accepts, changed(context, field.path, value));
      return part === undefined ? [] : [part];
    });
    if (new Set(parts).size > 1) return { mutable: true, matters: true };
    mutable ||= parts.length > 1;
  }
  return { mutable, matters: false };
}

function isSingle(schema: Schema): boolean {
  const alternatives = (schema['anyOf'] ?? schema['oneOf']) as readonly Schema[] | undefined;
  return 'const' in schema || (alternatives?.length === 1 && isSingle(alternatives[0] as Schema));
}

/** Each stage that has settings, with its fields. */
const stages = await Promise.all(
  registry.names.map(async (name) => {
    const stage = await registry.load(name);
    const fields = fieldsOf(stage.settings as Schema);
    const unique = [...new Map(fields.map((field) => [field.path.join('.'), field])).values()];
    return { name, stage, unique };
  }),
);

describe.each(stages.filter(({ unique }) => unique.length > 0))(
  'each setting of $name',
  ({ stage, unique }) => {
    it('can be mutated, and changes the key unless it is marked', () => {
      const words = unique.flatMap((field) => {
        // With one value alone there is nothing to mutate it to (a second one brings it back here); a group of
        // fields is mutated by each of them.
        if (isSingle(field.schema) || 'properties' in field.schema) return [];
        const { mutable, matters } = effectOf(stage, field, unique);
        const name = field.path.join('.');
        if (!mutable) return [`${name}: no two valid values were found`];
        if (field.marked && matters) return [`${name}: is marked, and changes the key`];
        if (!field.marked && !matters) return [`${name}: does not change the key`];
        return [];
      });
      expect(words).toEqual([]);
    });
  },
);

it('a field that reaches no key and is not marked is found', async () => {
  const stage = await registry.load('validate');
  const idle = { type: 'integer' };
  const settings = { type: 'object', properties: { idle }, additionalProperties: false };
  const fields = fieldsOf(settings);
  const effect = effectOf({ ...stage, settings }, fields[0] as Field, fields);
  expect(effect).toEqual({ mutable: true, matters: false });
  expect(fieldsOf({ properties: { idle: { ...idle, 'x-not-in-key': true } } })[0]?.marked).toBe(
    true,
  );
});
