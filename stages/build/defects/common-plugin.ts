import { type Static, Type } from '../../../base/doors/typebox.ts';
import { fail, ok, type Result } from '../../../base/result.ts';
import type { SettingIssue } from '../../../engine/stage.ts';
import { atomicNumber } from '../../../science/elements.ts';
import { defectPlugin } from '../strategy.ts';

const fields = {
  min_atoms: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 4096,
      description:
        'Defects are put into the most cubic supercell with at least so many atoms (at most a quarter more) where the crystal has fewer; any lattice, not only by whole cells. Default: the crystal as it is',
    }),
  ),
  at_most: Type.Optional(
    Type.Integer({
      minimum: 1,
      description:
        'At most so many structures of each kind of defect at each strain point, chosen by the seed: where symmetry is low (an SQS) every site is its own orbit. A larger number only adds. Default: all vacancies, 24 of every other kind',
    }),
  ),
  disordered: Type.Optional(
    Type.Boolean({
      description:
        'Every structure with a defect is rattled too, as `distortion` says, beside staying as it is. Default: false',
    }),
  ),
};

/** What all kinds of defects have in common. */
export type CommonDefectSettings = Static<ReturnType<typeof Type.Object<typeof fields>>>;

/** As many of a kind that is not vacancies as are kept where nothing is said. */
export const DEFAULT_AT_MOST = 24;

/** `min_atoms` and `at_most`: read by the kinds of defects, nothing of their own. */
export const commonDefectPlugin = defectPlugin<CommonDefectSettings, CommonDefectSettings>({
  name: 'defects',
  fields,
  resolve: (config, { config: all }) => {
    const section = (all['defects'] ?? {}) as { readonly [field: string]: unknown };
    const isAsked = Object.keys(section).some((field) => !(field in fields) && section[field]);
    if (!isAsked) return ok({ settings: {} });
    const { min_atoms, at_most, disordered } = config;
    return ok({
      settings: {
        ...(min_atoms !== undefined && { min_atoms }),
        ...(at_most && { at_most }),
        ...(disordered && { disordered }),
      },
    });
  },
  isRandom: ({ at_most: most }) => most !== undefined,
  open: () => undefined,
});

/** The atomic numbers of symbols; an issue at the first that is none. */
export function elementNumbers(
  symbols: readonly string[],
  field: string,
): Result<readonly number[], readonly SettingIssue[]> {
  const wrong = symbols.findIndex((symbol) => atomicNumber(symbol) === undefined);
  if (wrong < 0) return ok(symbols.map((symbol) => atomicNumber(symbol) as number));
  const message = `"${symbols[wrong]}" is no chemical element`;
  return fail([{ path: ['defects', field, wrong], message }]);
}
