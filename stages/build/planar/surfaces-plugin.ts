import { type Static, Type } from '../../../base/doors/typebox.ts';
import { fail, ok } from '../../../base/result.ts';
import { planarPlugin } from '../strategy.ts';
import { atMostField, PlanesField, resolvePlanes, WidthField } from './planes-setting.ts';
import type { SurfaceSettings } from './surfaces.ts';

const DEFAULT_THICKNESS = 10;
const DEFAULT_VACUUM = 12;
const DEFAULT_AT_MOST = 24;

const fields = {
  surfaces: Type.Object(
    {
      planes: PlanesField('all that symmetry keeps apart, with indices up to max_index'),
      max_index: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: 4,
          description: 'The largest index, where `planes` does not name them. Default: 1',
        }),
      ),
      layers: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: 200,
          description:
            'Atomic planes of a slab, at least: as many more as two equal surfaces need. Default: by `thickness`',
        }),
      ),
      thickness: Type.Optional(
        Type.Number({
          minimum: 0,
          maximum: 100,
          description:
            'Å; from the lowest to the highest atom of a slab, at least. Default: 10, or by `layers`',
        }),
      ),
      vacuum: Type.Optional(
        Type.Number({
          minimum: 1,
          maximum: 100,
          description: 'Å; from the highest atom to the lowest of the next slab. Default: 12',
        }),
      ),
      width: WidthField,
      at_most: atMostField('slabs', DEFAULT_AT_MOST),
    },
    {
      additionalProperties: false,
      description:
        'Slabs of every crystal, one for each different surface of a plane, the same surface on both sides wherever symmetry allows; rattled as `distortion` says',
    },
  ),
};

type Config = Static<ReturnType<typeof Type.Object<typeof fields>>>;

/** `surfaces`. */
export const surfacesPlugin = planarPlugin<Config, { readonly surfaces?: SurfaceSettings }>({
  name: 'surface',
  fields,
  more: 'surfaces.max_index',
  resolve: ({ surfaces: config }) => {
    if (!config) return ok({ settings: {} });
    const { planes: given, max_index: most, layers, thickness, width } = config;
    if (given && most !== undefined) {
      const message = '`planes` are given too: keep one of the two';
      return fail([{ path: ['surfaces', 'max_index'], message }]);
    }
    const planes = resolvePlanes(given, 'surfaces');
    if (!planes.ok) return planes;
    const isByLayers = layers !== undefined && thickness === undefined;
    const surfaces: SurfaceSettings = {
      ...(planes.value ? { planes: planes.value } : { max_index: most ?? 1 }),
      ...(layers !== undefined && { layers }),
      ...(!isByLayers && { thickness: thickness ?? DEFAULT_THICKNESS }),
      vacuum: config.vacuum ?? DEFAULT_VACUUM,
      ...(width && { width }),
      at_most: config.at_most ?? DEFAULT_AT_MOST,
    };
    return ok({ settings: { surfaces } });
  },
  isRandom: ({ surfaces }) => surfaces !== undefined,
  open: async ({ surfaces }, seed) =>
    surfaces && (await import('./surfaces.ts')).surfaces(surfaces, seed),
});
