import type { Canonical } from '../../base/canonical.ts';
import { type Static, Type } from '../../base/doors/typebox.ts';
import { ok } from '../../base/result.ts';
import type { ResolveResult } from '../../engine/stage.ts';
import type { Calculator } from './calculator.ts';
import { nativeBackend } from './native-backend.ts';
import { fallingOff, positive } from './pair-potential.ts';

const settings = {
  epsilon: positive('Depth of the well, eV'),
  sigma: positive('Distance at which the energy of a pair is 0, Å; the minimum is at 1.122 sigma'),
  cutoff: Type.Optional(positive('Cutoff, Å. Default: 3 sigma')),
  smooth: Type.Optional(
    Type.Boolean({
      description:
        'true: the energy of a pair goes to 0 smoothly from `onset` to `cutoff`; false: it is shifted to 0 at the cutoff, where forces jump. Default: false',
    }),
  ),
  onset: Type.Optional(positive('Where the smooth cutoff begins, Å. Default: 0.66 cutoff')),
};
type Settings = Static<ReturnType<typeof Type.Object<typeof settings>>>;

/** Lennard-Jones between all atoms, whatever their elements: as ASE's. */
export const lennardJonesCalculator: Calculator = {
  name: 'lj',
  description: 'lj: one Lennard-Jones potential between all atoms, as ASE has it.',
  settings,
  backend: nativeBackend({
    name: 'lj',
    version: 1,
    resolve,
    task: 'labelLennardJones',
    parameters: ({ epsilon, sigma, cutoff, onset }) => ({
      epsilon,
      sigma,
      cutoff,
      ...(onset !== undefined && { onset }),
    }),
    secondsPerAtom: 5e-6,
  }),
};

function resolve(given: Canonical): ResolveResult {
  const { epsilon, sigma, smooth = false, ...rest } = given as unknown as Settings;
  const cutoff = rest.cutoff ?? 3 * sigma;
  const plain = { calculator: 'lj', epsilon, sigma, cutoff };
  if (!smooth) return ok({ with: plain });
  return fallingOff({ ...plain, smooth, onset: rest.onset ?? 0.66 * cutoff });
}
