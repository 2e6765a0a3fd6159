import { atomicNumber, elementSymbol } from '../../../science/elements.ts';
import { withElement } from '../../../science/structure-edit.ts';
import { atMost, defectCrystal, elementsOf, siteOrbits, siteText } from './common.ts';
import { type CommonDefectSettings, DEFAULT_AT_MOST } from './common-plugin.ts';
import type { DefectStrategy } from './strategy.ts';

/** What fixes the antisites and foreign atoms of every parent. */
export interface SubstitutionSettings extends CommonDefectSettings {
  readonly antisites?: true;
  readonly substitutions?: readonly string[];
}

/** For each symmetry orbit of sites and each other element of the crystal, or given one, a structure with it there. */
export const substitutions = (settings: SubstitutionSettings, seed: number): DefectStrategy => {
  const kind = settings.antisites ? 'antisite' : 'substitution';
  return {
    name: kind,
    group: kind,
    *introduce(parent, tally) {
      const crystal = defectCrystal(parent, kind, settings, tally);
      if (!crystal) return;
      const { structure } = crystal;
      const elements = settings.antisites
        ? elementsOf(structure)
        : (settings.substitutions ?? []).map((symbol) => atomicNumber(symbol) as number);
      const made = siteOrbits(crystal.symmetry.representative).flatMap(({ atom, multiplicity }) =>
        elements
          .filter((number) => number !== structure.numbers[atom])
          .map((number) => ({
            structure: withElement(structure, atom, number),
            operation: `${kind} of ${elementSymbol(number)} on ${siteText(structure, atom)}`,
            details: { multiplicity },
          })),
      );
      yield* atMost(made, kind, settings.at_most ?? DEFAULT_AT_MOST, { seed, parent, tally });
    },
  };
};
