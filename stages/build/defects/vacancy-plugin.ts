import { type Static, Type } from '../../../base/doors/typebox.ts';
import { ok } from '../../../base/result.ts';
import { defectPlugin } from '../strategy.ts';
import type { VacancySettings } from './vacancy.ts';

const fields = {
  vacancies: Type.Optional(
    Type.Boolean({
      description:
        'At each strain point one structure without an atom for each symmetry orbit of sites, not rattled. Default: false',
    }),
  ),
};

type Config = Static<ReturnType<typeof Type.Object<typeof fields>>>;

/** `vacancies`. */
export const vacancyPlugin = defectPlugin<Config, VacancySettings>({
  name: 'vacancy',
  fields,
  resolve: ({ vacancies: isAsked }) => ok({ settings: isAsked ? { vacancies: true } : {} }),
  open: async (settings, seed) =>
    settings.vacancies ? (await import('./vacancy.ts')).vacancies(settings, seed) : undefined,
});
