import { atomCount, type Structure } from '../../../science/structure.ts';
import { withoutAtoms } from '../../../science/structure-edit.ts';
import { symmetryOrbits } from '../../../science/symmetry.ts';
import type { Parent } from '../parent.ts';
import type { Tally } from '../tally.ts';
import { atMost, defectCrystal, siteOrbits, siteText } from './common.ts';
import type { CommonDefectSettings } from './common-plugin.ts';
import type { DefectStrategy } from './strategy.ts';

/** What fixes the vacancies of every parent. */
export interface VacancySettings extends CommonDefectSettings {
  readonly vacancies?: true;
}

/** One vacancy for each symmetry orbit of sites: the orbit's first atom is taken out, nothing else moves. */
export const vacancies = (settings: VacancySettings, seed: number): DefectStrategy => ({
  name: 'vacancy',
  group: 'vacancy',
  *introduce(parent, tally) {
    const cell = vacancyCell(parent, settings, tally);
    if (!cell || atomCount(cell.structure) < 2) return;
    const { structure, representative } = cell;
    const made = siteOrbits(representative).map(({ atom, multiplicity }) => ({
      structure: withoutAtoms(structure, [atom]),
      operation: `vacancy of ${siteText(structure, atom)}`,
      details: { multiplicity },
    }));
    const most = settings.at_most ?? made.length;
    yield* atMost(made, 'vacancy', most, { seed, parent, tally });
  },
});

/** The parent itself where no size is asked for, crystal or not: in a molecule each atom is an orbit. */
function vacancyCell(
  parent: Parent,
  settings: VacancySettings,
  tally: Tally,
): { readonly structure: Structure; readonly representative: readonly number[] } | undefined {
  if (settings.min_atoms !== undefined) {
    const crystal = defectCrystal(parent, 'vacancy', settings, tally);
    return crystal && { ...crystal, representative: crystal.symmetry.representative };
  }
  const { representative, trouble } = symmetryOrbits(parent.structure);
  if (trouble) tally.note(`vacancy: of one structure ${trouble}`);
  return { structure: parent.structure, representative };
}
