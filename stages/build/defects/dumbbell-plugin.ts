import { type Static, Type } from '../../../base/doors/typebox.ts';
import { fail, ok } from '../../../base/result.ts';
import { defectPlugin } from '../strategy.ts';
import type { DumbbellSettings } from './dumbbell.ts';

const fields = {
  dumbbells: Type.Optional(
    Type.Boolean({
      description:
        'Self-interstitials as two atoms on one site, one structure for each symmetry orbit of sites and axes: along <100> in fcc, <110> in bcc and diamond, [001] in hcp. Default: false',
    }),
  ),
  dumbbell_directions: Type.Optional(
    Type.Array(Type.Array(Type.Integer(), { minItems: 3, maxItems: 3 }), {
      minItems: 1,
      description:
        'Directions [u, v, w] of the conventional cell, instead of the usual ones; each stands for all that symmetry makes of it',
    }),
  ),
  dumbbell_separation: Type.Optional(
    Type.Number({
      exclusiveMinimum: 0,
      maximum: 10,
      description:
        'Å; between the two atoms of a dumbbell. Default: 0.8 of the shortest distance of the crystal',
    }),
  ),
};

type Config = Static<ReturnType<typeof Type.Object<typeof fields>>>;

/** `dumbbells` with its directions and separation. */
export const dumbbellPlugin = defectPlugin<Config, Partial<DumbbellSettings>>({
  name: 'dumbbell',
  fields,
  more: 'defects.dumbbell_directions',
  resolve: ({ dumbbells, dumbbell_directions: directions, dumbbell_separation: separation }) => {
    if (!dumbbells) return ok({ settings: {} });
    const wrong = (directions ?? []).findIndex((direction) => direction.every((x) => x === 0));
    if (wrong >= 0) {
      const path = ['defects', 'dumbbell_directions', wrong];
      return fail([{ path, message: '[0, 0, 0] is no direction' }]);
    }
    return ok({
      settings: {
        dumbbells: true,
        ...(directions && { dumbbell_directions: directions }),
        ...(separation && { dumbbell_separation: separation }),
      },
    });
  },
  isRandom: ({ dumbbells }) => dumbbells === true,
  open: async (settings, seed) =>
    settings.dumbbells
      ? (await import('./dumbbell.ts')).dumbbells(settings as DumbbellSettings, seed)
      : undefined,
});
