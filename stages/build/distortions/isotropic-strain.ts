import { isotropicStrain, strainStructure } from '../../../science/strain.ts';
import { amountText } from '../parent.ts';
import type { DistortionStrategy } from './strategy.ts';

/** The equation of state: the crystal at each linear strain. */
export const isotropicStrains = (strains: readonly number[]): DistortionStrategy => ({
  name: 'isotropic strain',
  group: 'eos',
  *distort({ structure }) {
    for (const e of strains) {
      yield {
        structure: strainStructure(structure, isotropicStrain(e)),
        operation: `strain ${amountText(e)}`,
      };
    }
  },
});
