import { type Static, Type } from '../../../base/doors/typebox.ts';
import { ok } from '../../../base/result.ts';
import { strainStructure, VOIGT, voigtStrain } from '../../../science/strain.ts';
import { amountText } from '../parent.ts';
import { distortionPlugin } from '../strategy.ts';
import type { DistortionStrategy } from './strategy.ts';

const fields = {
  voigt_strains: Type.Optional(
    Type.Array(Type.Number({ minimum: -0.5, maximum: 1, description: 'Strain' }), {
      description:
        'Amplitudes: at each, six cells strained by one Voigt component (xx, yy, zz; yz, xz, xy as engineering shear), without rotation. Default: none',
    }),
  ),
};

type Config = Static<ReturnType<typeof Type.Object<typeof fields>>>;

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

/** `voigt_strains`. */
export const voigtStrainPlugin = distortionPlugin<Config, Config>({
  name: 'voigt strain',
  phase: 'strain',
  more: 'distortion.voigt_strains',
  fields,
  resolve: ({ voigt_strains: amplitudes }) =>
    ok({ settings: amplitudes?.length ? { voigt_strains: amplitudes } : {} }),
  open: ({ voigt_strains: amplitudes }) => amplitudes && voigtStrains(amplitudes),
});
