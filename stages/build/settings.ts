import { type TSchema, Type } from '../../base/doors/typebox.ts';
import { type FilterConfig, FiltersSchema } from './filters/filters.ts';
import { basePlugins, defectPlugins, distortionPlugins, planarPlugins } from './strategies.ts';
import type { SystemConfig } from './system-config.ts';

const closed = { additionalProperties: false } as const;

type Fields = { readonly [field: string]: TSchema };

const fieldsOf = (plugins: readonly { readonly fields: Fields }[]): { [field: string]: TSchema } =>
  Object.assign({}, ...plugins.map(({ fields }) => fields));

const optional = (fields: Fields): { [field: string]: TSchema } =>
  Object.fromEntries(Object.entries(fields).map(([name, schema]) => [name, Type.Optional(schema)]));

/** `with` of the build stage: what is common to all strategies, and the fields of each. */
export const BuildSettingsSchema = Type.Object(
  {
    ...optional(fieldsOf(basePlugins)),
    ...optional(fieldsOf(planarPlugins)),
    supercell: Type.Optional(
      Type.Array(Type.Integer({ minimum: 1, maximum: 64 }), {
        minItems: 3,
        maxItems: 3,
        description:
          'How often the conventional cell is repeated along a, b, c. Default: the smallest near-cubic one with at least 32 atoms; for imported structures [1, 1, 1]',
      }),
    ),
    distortion: Type.Optional(
      Type.Object(fieldsOf(distortionPlugins), {
        ...closed,
        description: 'How the crystal is distorted. Left out: not at all',
      }),
    ),
    defects: Type.Optional(
      Type.Object(fieldsOf(defectPlugins), { ...closed, description: 'Point defects' }),
    ),
    filters: Type.Optional(FiltersSchema),
    number_of_structures: Type.Optional(
      Type.Integer({
        minimum: 1,
        description:
          'At most this many structures, taken in turn from each strategy and by hash rank within; a larger number only adds. Default: all',
      }),
    ),
    seed: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        description:
          'Of everything random: rattles, decoration, the choice under a cap. Default: 42',
      }),
    ),
  },
  {
    ...closed,
    description: 'Builds structures: a crystal or your own, strained, rattled, with vacancies',
  },
);

/** The settings of the YAML, as the schema has accepted them; each strategy knows its own fields. */
export interface BuildSettings {
  readonly system?: SystemConfig;
  readonly distortion?: object;
  readonly defects?: object;
  readonly filters?: FilterConfig;
  readonly number_of_structures?: number;
  readonly seed?: number;
  readonly [field: string]: unknown;
}
