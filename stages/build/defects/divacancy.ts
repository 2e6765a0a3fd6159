import { pairOrbits } from '../../../science/defects/pair-orbits.ts';
import { withoutAtoms } from '../../../science/structure-edit.ts';
import { amountText } from '../parent.ts';
import { recorded } from '../recorded.ts';
import { atMost, defectCrystal, siteText } from './common.ts';
import { type CommonDefectSettings, DEFAULT_AT_MOST } from './common-plugin.ts';
import type { DefectStrategy } from './strategy.ts';

/** What fixes the divacancies of every parent. */
export interface DivacancySettings extends CommonDefectSettings {
  /** Å, between the sites. */
  readonly divacancies: number;
}

/** One pair of vacancies for each symmetry orbit of pairs of sites up to a distance. */
export const divacancies = (settings: DivacancySettings, seed: number): DefectStrategy => ({
  name: 'divacancy',
  group: 'divacancy',
  *introduce(parent, tally) {
    const crystal = defectCrystal(parent, 'divacancy', settings, tally);
    if (!crystal || crystal.structure.numbers.length < 3) return;
    const { structure, symmetry } = crystal;
    const { orbits, tooSmall } = pairOrbits(structure, symmetry, settings.divacancies);
    tally.reject('divacancy: the cell is too small for the pair', tooSmall);
    const made = orbits.map(({ atoms, distance, multiplicity }) => ({
      structure: withoutAtoms(structure, atoms),
      operation: `divacancy of ${siteText(structure, atoms[0])} and ${siteText(structure, atoms[1])}, ${amountText(recorded(distance))} Å`,
      details: { multiplicity, distance: recorded(distance) },
    }));
    yield* atMost(made, 'divacancy', settings.at_most ?? DEFAULT_AT_MOST, { seed, parent, tally });
  },
});
