import {
  type Direction,
  type Dumbbell,
  dumbbells as dumbbellsOf,
  usualDirections,
  withDumbbell,
} from '../../../science/defects/dumbbells.ts';
import { elementSymbol } from '../../../science/elements.ts';
import { nearestDistance } from '../../../science/nearest.ts';
import type { CrystalSymmetry } from '../../../science/symmetry.ts';
import { amountText, type Derived } from '../parent.ts';
import { recorded } from '../recorded.ts';
import { atMost, type DefectCrystal, defectCrystal, elementsOf, siteText } from './common.ts';
import { type CommonDefectSettings, DEFAULT_AT_MOST } from './common-plugin.ts';
import type { DefectStrategy } from './strategy.ts';

/** What fixes the dumbbells of every parent. */
export interface DumbbellSettings extends CommonDefectSettings {
  readonly dumbbells: true;
  readonly dumbbell_directions?: readonly Direction[];
  /** Å. */
  readonly dumbbell_separation?: number;
}

/** Of the crystal's shortest distance: where the two atoms of a dumbbell come to lie in fcc and bcc metals, about. */
const SEPARATION = 0.8;

/** Two atoms on one site, for each symmetry orbit of sites and axes, and each element of the crystal as the second. */
export const dumbbells = (settings: DumbbellSettings, seed: number): DefectStrategy => ({
  name: 'dumbbell',
  group: 'dumbbell',
  *introduce(parent, tally) {
    const crystal = defectCrystal(parent, 'dumbbell', settings, tally);
    if (!crystal) return;
    const directions = settings.dumbbell_directions ?? usual(crystal.symmetry);
    if (directions.length === 0) {
      tally.note(
        `dumbbell: space group ${crystal.symmetry.spaceGroup ?? 'unknown'} has no usual direction: give dumbbell_directions`,
      );
    }
    const shortest = nearestDistance(crystal.structure);
    if (shortest === undefined) return;
    const separation = settings.dumbbell_separation ?? SEPARATION * shortest;
    const made = directions.flatMap((direction) => along(direction, crystal, separation));
    yield* atMost(made, 'dumbbell', settings.at_most ?? DEFAULT_AT_MOST, { seed, parent, tally });
  },
});

const usual = ({ spaceGroup }: CrystalSymmetry): readonly Direction[] =>
  usualDirections(spaceGroup);

function along(
  direction: Direction,
  { structure, symmetry }: DefectCrystal,
  separation: number,
): Derived[] {
  return elementsOf(structure).flatMap((added) =>
    [false, true].flatMap((isMixed) =>
      dumbbellsOf(structure, symmetry, direction, isMixed)
        .filter(({ atom }) => (structure.numbers[atom] !== added) === isMixed)
        .map((dumbbell) => {
          const { multiplicity } = dumbbell;
          return {
            structure: withDumbbell(structure, dumbbell, separation, added),
            operation: `dumbbell ${words(dumbbell)} of ${elementSymbol(added)} with ${siteText(structure, dumbbell.atom)}, ${amountText(recorded(separation))} Å`,
            details: { multiplicity, separation: recorded(separation) },
          };
        }),
    ),
  );
}

const words = ({ direction }: Dumbbell): string => `[${direction.map(amountText).join(' ')}]`;
