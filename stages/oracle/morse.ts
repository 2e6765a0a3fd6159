import type { Canonical } from '../../base/canonical.ts';
import { type Static, Type } from '../../base/doors/typebox.ts';
import type { ResolveResult } from '../../engine/stage.ts';
import type { Calculator } from './calculator.ts';
import { nativeBackend } from './native-backend.ts';
import { fallingOff, positive } from './pair-potential.ts';

const settings = {
  epsilon: positive('Depth of the well, eV'),
  r0: positive('Distance of the minimum, Å'),
  rho0: Type.Optional(
    positive(
      'Steepness; the curvature at the minimum is 2 epsilon (rho0/r0)^2. Default: 6, near Lennard-Jones',
    ),
  ),
  onset: Type.Optional(positive('Where the cutoff function begins to fall, Å. Default: 1.9 r0')),
  cutoff: Type.Optional(positive('Where the cutoff function is 0, Å. Default: 2.7 r0')),
};
type Settings = Static<ReturnType<typeof Type.Object<typeof settings>>>;

/** Morse between all atoms, whatever their elements: as ASE's. */
export const morseCalculator: Calculator = {
  name: 'morse',
  description: 'morse: one Morse potential between all atoms, as ASE has it.',
  settings,
  backend: nativeBackend({
    name: 'morse',
    version: 1,
    resolve,
    task: 'labelMorse',
    parameters: ({ epsilon, r0, rho0, onset, cutoff }) => ({ epsilon, r0, rho0, onset, cutoff }),
    secondsPerAtom: 1e-5,
  }),
};

function resolve(given: Canonical): ResolveResult {
  const { epsilon, r0, rho0 = 6, ...rest } = given as unknown as Settings;
  const onset = rest.onset ?? 1.9 * r0;
  const cutoff = rest.cutoff ?? 2.7 * r0;
  return fallingOff({ calculator: 'morse', epsilon, r0, rho0, onset, cutoff });
}
