import { type Static, Type } from '../../../base/doors/typebox.ts';
import { ok } from '../../../base/result.ts';
import { defectPlugin } from '../strategy.ts';
import { elementNumbers } from './common-plugin.ts';
import type { SubstitutionSettings } from './substitution.ts';

const antisiteFields = {
  antisites: Type.Optional(
    Type.Boolean({
      description:
        'One structure for each symmetry orbit of sites and each other element of the crystal on it. Default: false',
    }),
  ),
};

const substitutionFields = {
  substitutions: Type.Optional(
    Type.Array(Type.String(), {
      uniqueItems: true,
      description:
        'Elements, of the crystal or foreign: one structure for each symmetry orbit of sites and each of them on it. Default: none',
    }),
  ),
};

type Antisites = Static<ReturnType<typeof Type.Object<typeof antisiteFields>>>;
type Substitutions = Static<ReturnType<typeof Type.Object<typeof substitutionFields>>>;

const opened = async (settings: SubstitutionSettings, seed: number) =>
  (await import('./substitution.ts')).substitutions(settings, seed);

/** `antisites`. */
export const antisitePlugin = defectPlugin<Antisites, SubstitutionSettings>({
  name: 'antisite',
  fields: antisiteFields,
  resolve: ({ antisites }) => ok({ settings: antisites ? { antisites: true } : {} }),
  isRandom: ({ antisites }) => antisites === true,
  open: ({ substitutions: _, ...settings }, seed) =>
    settings.antisites ? opened(settings, seed) : undefined,
});

/** `substitutions`. */
export const substitutionPlugin = defectPlugin<Substitutions, SubstitutionSettings>({
  name: 'substitution',
  fields: substitutionFields,
  resolve: ({ substitutions = [] }) => {
    const numbers = elementNumbers(substitutions, 'substitutions');
    if (!numbers.ok) return numbers;
    return ok({ settings: substitutions.length > 0 ? { substitutions } : {} });
  },
  isRandom: ({ substitutions }) => substitutions !== undefined,
  open: ({ antisites: _, ...settings }, seed) =>
    settings.substitutions ? opened(settings, seed) : undefined,
});
