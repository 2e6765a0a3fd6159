import { type Static, Type } from '../../../base/doors/typebox.ts';
import { ok } from '../../../base/result.ts';
import { planarPlugin } from '../strategy.ts';
import { atMostField, PlanesField, resolvePlanes, WidthField } from './planes-setting.ts';
import type { FaultSettings } from './stacking-faults.ts';

const DEFAULT_STEPS = 5;
const DEFAULT_THICKNESS = 15;
const DEFAULT_AT_MOST = 4;

const fields = {
  stacking_faults: Type.Object(
    {
      planes: PlanesField(
        'the plane whose neighbours are the farthest apart: {111} of fcc, {110} of bcc, (0001) of hcp',
      ),
      n_steps: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: 100,
          description:
            'Points of a line, evenly spaced from the perfect crystal to the stacking fault, or over a lattice vector where there is none; the perfect crystal is none of them. Default: 5',
        }),
      ),
      openings: Type.Optional(
        Type.Array(Type.Number({ minimum: -0.5, maximum: 3 }), {
          minItems: 1,
          uniqueItems: true,
          description:
            'Å; every point with its two sides moved apart by each of these along the normal. Default: [0], rigid',
        }),
      ),
      extrinsic: Type.Optional(
        Type.Boolean({
          description: 'The extrinsic fault too, where there is one. Default: true',
        }),
      ),
      thickness: Type.Optional(
        Type.Number({
          minimum: 2,
          maximum: 100,
          description: 'Å; from a fault to its image, at least. Default: 15',
        }),
      ),
      width: WidthField,
      at_most: atMostField('lines', DEFAULT_AT_MOST),
    },
    {
      additionalProperties: false,
      description:
        'Lines of generalised stacking faults (gamma lines) of every crystal: the part above a cut shifted along the plane, in a periodic cell without a surface',
    },
  ),
};

const isRigid = (openings: readonly number[]): boolean =>
  openings.length === 1 && openings[0] === 0;

type Config = Static<ReturnType<typeof Type.Object<typeof fields>>>;

/** `stacking_faults`. */
export const stackingFaultsPlugin = planarPlugin<
  Config,
  { readonly stacking_faults?: FaultSettings }
>({
  name: 'stacking_fault',
  fields,
  more: 'stacking_faults.n_steps',
  resolve: ({ stacking_faults: config }) => {
    if (!config) return ok({ settings: {} });
    const planes = resolvePlanes(config.planes, 'stacking_faults');
    if (!planes.ok) return planes;
    const faults: FaultSettings = {
      ...(planes.value && { planes: planes.value }),
      n_steps: config.n_steps ?? DEFAULT_STEPS,
      ...(config.openings && !isRigid(config.openings) && { openings: config.openings }),
      extrinsic: config.extrinsic ?? true,
      thickness: config.thickness ?? DEFAULT_THICKNESS,
      ...(config.width && { width: config.width }),
      at_most: config.at_most ?? DEFAULT_AT_MOST,
    };
    return ok({ settings: { stacking_faults: faults } });
  },
  isRandom: ({ stacking_faults: faults }) => faults !== undefined,
  open: async ({ stacking_faults: faults }, seed) =>
    faults && (await import('./stacking-faults.ts')).stackingFaults(faults, seed),
});
