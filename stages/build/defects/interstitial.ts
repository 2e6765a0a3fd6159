import { interstitialSites } from '../../../science/defects/interstitial-sites.ts';
import { atomicNumber } from '../../../science/elements.ts';
import { withAtom } from '../../../science/structure-edit.ts';
import { recorded } from '../recorded.ts';
import { atMost, defectCrystal } from './common.ts';
import { type CommonDefectSettings, DEFAULT_AT_MOST } from './common-plugin.ts';
import type { DefectStrategy } from './strategy.ts';

/** What fixes the interstitials of every parent. */
export interface InterstitialSettings extends CommonDefectSettings {
  readonly interstitials: readonly string[];
  /** Å, to the nearest atom. */
  readonly interstitial_distance?: number;
}

/** For each symmetry orbit of interstitial sites and each element a structure with one atom more. */
export const interstitials = (settings: InterstitialSettings, seed: number): DefectStrategy => ({
  name: 'interstitial',
  group: 'interstitial',
  *introduce(parent, tally) {
    const crystal = defectCrystal(parent, 'interstitial', settings, tally);
    if (!crystal) return;
    const { structure, symmetry } = crystal;
    const { interstitial_distance: least } = settings;
    const { sites, tooNarrow } = interstitialSites(structure, symmetry, least);
    tally.reject('interstitial: too near to an atom', tooNarrow * settings.interstitials.length);
    const made = sites.flatMap(({ position, multiplicity, radius, neighbours, place }, i) =>
      settings.interstitials.map((symbol) => ({
        structure: withAtom(structure, atomicNumber(symbol) as number, position),
        operation: `interstitial ${symbol} #${i}, ${neighbours} neighbours at ${recorded(radius)} Å`,
        details: { multiplicity, neighbours, distance: recorded(radius), place },
      })),
    );
    const most = settings.at_most ?? DEFAULT_AT_MOST;
    yield* atMost(made, 'interstitial', most, { seed, parent, tally });
  },
});
