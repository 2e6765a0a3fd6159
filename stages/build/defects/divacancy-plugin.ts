import { type Static, Type } from '../../../base/doors/typebox.ts';
import { ok } from '../../../base/result.ts';
import { defectPlugin } from '../strategy.ts';
import type { DivacancySettings } from './divacancy.ts';

const fields = {
  divacancies: Type.Optional(
    Type.Number({
      exclusiveMinimum: 0,
      maximum: 20,
      description:
        'Å; two vacancies at a time, one structure for each symmetry orbit of pairs of sites up to this distance. Default: none',
    }),
  ),
};

type Config = Static<ReturnType<typeof Type.Object<typeof fields>>>;

/** `divacancies`. */
export const divacancyPlugin = defectPlugin<Config, Partial<DivacancySettings>>({
  name: 'divacancy',
  fields,
  more: 'defects.divacancies',
  resolve: ({ divacancies }) => ok({ settings: divacancies ? { divacancies } : {} }),
  isRandom: ({ divacancies }) => divacancies !== undefined,
  open: async (settings, seed) =>
    settings.divacancies === undefined
      ? undefined
      : (await import('./divacancy.ts')).divacancies(settings as DivacancySettings, seed),
});
