import { type Static, Type } from '../../../base/doors/typebox.ts';
import { ok } from '../../../base/result.ts';
import { defectPlugin } from '../strategy.ts';
import { elementNumbers } from './common-plugin.ts';
import type { InterstitialSettings } from './interstitial.ts';

const fields = {
  interstitials: Type.Optional(
    Type.Array(Type.String(), {
      uniqueItems: true,
      description:
        'Elements: one structure for each of them on each symmetry orbit of interstitial sites (the voids of the crystal: tetrahedral, octahedral, hexagonal, ...). Default: none',
    }),
  ),
  interstitial_distance: Type.Optional(
    Type.Number({
      exclusiveMinimum: 0,
      maximum: 10,
      description:
        'Å; interstitial sites nearer to an atom are left out. Default: half the shortest distance of the crystal',
    }),
  ),
};

type Config = Static<ReturnType<typeof Type.Object<typeof fields>>>;

/** `interstitials` and `interstitial_distance`. */
export const interstitialPlugin = defectPlugin<Config, Partial<InterstitialSettings>>({
  name: 'interstitial',
  fields,
  resolve: ({ interstitials = [], interstitial_distance: distance }) => {
    const numbers = elementNumbers(interstitials, 'interstitials');
    if (!numbers.ok) return numbers;
    if (interstitials.length === 0) return ok({ settings: {} });
    return ok({
      settings: { interstitials, ...(distance && { interstitial_distance: distance }) },
    });
  },
  isRandom: ({ interstitials }) => interstitials !== undefined,
  open: async (settings, seed) =>
    settings.interstitials === undefined
      ? undefined
      : (await import('./interstitial.ts')).interstitials(settings as InterstitialSettings, seed),
});
