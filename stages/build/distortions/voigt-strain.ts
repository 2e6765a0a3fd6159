import { strainStructure, VOIGT, voigtStrain } from '../../../science/strain.ts';
import { amountText } from '../parent.ts';
import type { DistortionStrategy } from './strategy.ts';

/** The elastic response: at each amplitude the six Voigt components one by one, symmetric. */
export const voigtStrains = (amplitudes: readonly number[]): DistortionStrategy => ({
  name: 'voigt strain',
  group: 'strain',
  *distort({ structure }) {
    for (const amplitude of amplitudes) {
      for (const component of VOIGT) {
        yield {
          structure: strainStructure(structure, voigtStrain(component, amplitude)),
          operation: `strain ${component} ${amountText(amplitude)}`,
        };
      }
    }
  },
});
