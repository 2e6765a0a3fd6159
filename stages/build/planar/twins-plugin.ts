import { type Static, Type } from '../../../base/doors/typebox.ts';
import { ok } from '../../../base/result.ts';
import { planarPlugin } from '../strategy.ts';
import { PlanesField, resolvePlanes, WidthField } from './planes-setting.ts';
import type { TwinSettings } from './twins.ts';

const DEFAULT_THICKNESS = 8;

const fields = {
  twins: Type.Object(
    {
      planes: PlanesField(
        'of the planes with indices up to 2 that are no mirrors of the crystal, the one whose neighbours are the farthest apart and that brings no atoms too near: {111} of fcc, {112} of bcc',
      ),
      thickness: Type.Optional(
        Type.Number({
          minimum: 2,
          maximum: 100,
          description: 'Å; from one boundary to the next, at least. Default: 8',
        }),
      ),
      shuffles: Type.Optional(
        Type.Boolean({
          description:
            'Where a rigid mirror brings atoms too near to each other, atoms of the boundary leave their places: two corrugated planes become one, or the mirror image is shifted by half a vector of the plane, or moved away by up to 0.5 Å. Without `planes`, hcp then has its {10-12} twin. Default: true where the crystal of `system` is hcp, else false',
        }),
      ),
      width: WidthField,
    },
    {
      additionalProperties: false,
      description:
        'Coherent twins of every crystal: it and its mirror image at a plane in one periodic cell, with two boundaries and no surface',
    },
  ),
};

type Config = Static<ReturnType<typeof Type.Object<typeof fields>>>;

/** `twins`. */
export const twinsPlugin = planarPlugin<Config, { readonly twins?: TwinSettings }>({
  name: 'twin',
  fields,
  resolve: ({ twins: config }, { system }) => {
    if (!config) return ok({ settings: {} });
    const planes = resolvePlanes(config.planes, 'twins');
    if (!planes.ok) return planes;
    const twins: TwinSettings = {
      ...(planes.value && { planes: planes.value }),
      thickness: config.thickness ?? DEFAULT_THICKNESS,
      ...((config.shuffles ?? system?.crystal_structure === 'hcp') && { shuffles: true }),
      ...(config.width && { width: config.width }),
    };
    return ok({ settings: { twins } });
  },
  open: async ({ twins }) => twins && (await import('./twins.ts')).twins(twins),
});
