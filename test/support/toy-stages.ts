import { readFileSync, statSync } from 'node:fs';
import type { CanonicalObject } from '../../base/canonical.ts';
import { digestBytes } from '../../base/digest.ts';
import { Type } from '../../base/doors/typebox.ts';
import { fail, ok } from '../../base/result.ts';
import type { FileProbe } from '../../engine/load/request.ts';
import type { StageRegistry } from '../../engine/registry.ts';
import {
  defineStage,
  type JsonSchema,
  type MapStage,
  type Stage,
  type WholeStage,
} from '../../engine/stage.ts';

/** A typebox object as the plain JSON Schema that it is. */
const schema = (made: object): JsonSchema => made as JsonSchema;

const never = async (): Promise<never> => {
  throw new Error('toy stages do not run');
};

const resolveAll: WholeStage['backend'] = () => ({
  name: 'toy',
  version: 1,
  resolve: (settings) => ok({ with: settings as CanonicalObject }),
  run: never,
});

const make: WholeStage = defineStage({
  kind: 'whole',
  name: 'make',
  summary: 'Makes things',
  cheap: true,
  settings: schema(
    Type.Object(
      {
        elements: Type.Array(Type.String(), { minItems: 1, description: 'chemical symbols' }),
        count: Type.Optional(Type.Integer({ minimum: 1 })),
        scale: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
        lattice: Type.Optional(Type.Union([Type.Literal('fcc'), Type.Literal('bcc')])),
        vacancies: Type.Optional(Type.Boolean()),
        strain: Type.Optional(
          Type.Union([
            Type.Object(
              { range: Type.Array(Type.Number()), steps: Type.Integer() },
              { additionalProperties: false },
            ),
            Type.Object({ list: Type.Array(Type.Number()) }, { additionalProperties: false }),
          ]),
        ),
        note: Type.Optional(Type.String()),
        from: Type.Optional(Type.String({ format: 'file' })),
      },
      { additionalProperties: false },
    ),
  ),
  inputs: {},
  outputs: { rejected: { type: 'things' }, things: { type: 'things', default: true } },
  backend: () => ({
    name: 'toy-make',
    version: 3,
    resolve(settings) {
      const { count, note } = settings as CanonicalObject;
      return count === 13
        ? fail([{ path: ['count'], message: '13 is unlucky', hint: 'take 12' }])
        : ok({ with: settings as CanonicalObject, ...(note ? { notes: [String(note)] } : {}) });
    },
    run: never,
  }),
});

const label: MapStage = defineStage({
  kind: 'map',
  name: 'label',
  summary: 'Labels things',
  settings: schema(
    Type.Object({ method: Type.Optional(Type.String()) }, { additionalProperties: false }),
  ),
  inputs: { things: { type: 'things' } },
  outputs: { labels: { type: 'labels', default: true }, failures: { type: 'failures' } },
  backend: () => ({
    name: 'toy-label',
    version: 1,
    resolve: (settings) => ok({ with: settings as CanonicalObject }),
    batch: 1,
    calculate: never,
    reading: { version: 2, read: (raw) => ok(raw) },
  }),
});

const gather: WholeStage = defineStage({
  kind: 'whole',
  name: 'gather',
  summary: 'Gathers labels',
  settings: schema(Type.Object({}, { additionalProperties: false })),
  inputs: {
    labels: {
      type: 'labels',
      many: true,
      view: { name: 'ends', version: 1, project: (bytes) => bytes },
    },
    extra: { type: 'things', optional: true },
  },
  outputs: { heap: { type: 'heap', default: true } },
  backend: resolveAll,
});

const stages: { readonly [name: string]: Stage } = { make, label, gather };

/** Small stages with every kind of setting, input and output, for tests of loading. */
export const toyStages: StageRegistry = {
  names: Object.keys(stages),
  load: async (name) => stages[name] as Stage,
};

/** The disk as it is. */
export const diskProbe: FileProbe = {
  digestFile(path) {
    try {
      if (statSync(path).isDirectory()) return fail('folder');
      return ok(digestBytes(readFileSync(path)));
    } catch (error) {
      return fail((error as { code?: string }).code === 'ENOENT' ? 'missing' : 'unreadable');
    }
  },
  readFile: (path) => readFileSync(path),
};

/** A disk that has only these files. */
export function memoryProbe(files: { readonly [path: string]: string | Uint8Array }): FileProbe {
  return {
    digestFile: (path) =>
      Object.hasOwn(files, path)
        ? ok(digestBytes(files[path] as string))
        : fail(Object.keys(files).some((one) => one.startsWith(`${path}/`)) ? 'folder' : 'missing'),
    readFile: (path) => Buffer.from(files[path] as string),
  };
}
