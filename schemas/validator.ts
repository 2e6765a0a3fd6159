import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { fail, ok, type Result } from '../base/result.ts';

/** One place where a value does not fit its schema; nested ones of a union are in the list too. */
export interface ShapeError {
  readonly path: readonly (string | number)[];
  /** The JSON Schema word that was broken: `type`, `required`, `anyOf`. */
  readonly keyword: string;
  /** What the word says of it: `{ missingProperty: 'elements' }`. */
  readonly params: { readonly [name: string]: unknown };
  /** Where in the schema, as a pointer: it begins with the pointer of the union it belongs to. */
  readonly schemaPath: string;
  /** The schema that has the word. */
  readonly schema: { readonly [word: string]: unknown };
  /** The value at `path`. */
  readonly value: unknown;
  /** Set where it is the name of a property that does not fit. */
  readonly propertyName?: string;
}

/** Checks a value; no errors means that it fits. */
export type Validate = (value: unknown) => readonly ShapeError[];

let shared: Ajv2020 | undefined;

/** ajv is made at first use: one for the process, so that a schema is compiled once. */
function ajv(): Ajv2020 {
  if (!shared) {
    shared = new Ajv2020({ allErrors: true, verbose: true, strict: false, logger: false });
    shared.addFormat('file', true);
  }
  return shared;
}

/** Compiles a JSON Schema (2020-12); fails with ajv's words where it is not one. The format `file` is known. */
export function compileSchema(schema: object): Result<Validate, string> {
  try {
    const check = ajv().compile(schema);
    return ok((value) => {
      if (check(value)) return [];
      return (check.errors ?? []).map((error) => shapeError(value, error));
    });
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

function shapeError(root: unknown, error: ErrorObject): ShapeError {
  return {
    path: pathOf(root, error.instancePath),
    keyword: error.keyword,
    params: error.params,
    schemaPath: error.schemaPath,
    schema: (error.parentSchema ?? {}) as ShapeError['schema'],
    value: error.data,
    ...(error.propertyName === undefined ? {} : { propertyName: error.propertyName }),
  };
}

/** A JSON pointer as steps; a step into a list is a number. */
function pathOf(root: unknown, pointer: string): (string | number)[] {
  let value = root;
  return pointer
    .split('/')
    .slice(1)
    .map((raw) => {
      const key = raw.replaceAll('~1', '/').replaceAll('~0', '~');
      const step = Array.isArray(value) ? Number(key) : key;
      value = (value as { [key: string]: unknown })[step as string];
      return step;
    });
}
