import { fail, type Result } from '../../../base/result.ts';
import {
  type Modes,
  modesOf,
  modeVariances,
  type NoModes,
  thermalDisplacements,
} from '../../../science/phonons/thermal-motion.ts';
import { randomStream } from '../../../science/random.ts';
import type { Structure } from '../../../science/structure.ts';
import { amountText, type Parent } from '../parent.ts';
import { recorded } from '../recorded.ts';
import type { Tally } from '../tally.ts';
import type { PhononForces } from './phonon-forces.ts';
import type { PhononSettings } from './phonon-settings.ts';
import type { DistortionStrategy } from './strategy.ts';

/** Beyond so many atoms the modes take minutes. */
const MOST_ATOMS = 512;
/** eV/Å; a structure with larger forces is not at rest: its modes are those of a slope. */
const AT_REST = 0.05;

const WORDS: { readonly [reason in NoModes]: string } = {
  unstable: 'the structure is at no minimum of the energy (imaginary frequencies)',
  loose: 'atoms are held by no force',
};

/** Copies displaced along the harmonic modes of the parent. Copy i depends on (seed, parent, temperature, i) alone. */
export const phononCopies = (
  settings: PhononSettings,
  forces: PhononForces,
  seed: number,
): DistortionStrategy => ({
  name: 'phonon',
  group: 'phonon',
  *distort(parent, tally) {
    const { temperatures, n_structures: count, statistics } = settings;
    const found = modesAt(parent.structure, forces, tally);
    if (!found.ok) {
      tally.reject(`phonon: ${found.error}`, temperatures.length * count);
      return;
    }
    for (const temperature of temperatures) {
      const variances = modeVariances(found.value, temperature, statistics);
      for (let index = 0; index < count; index++) {
        yield copy(parent, found.value, variances, { temperature, index, seed });
      }
    }
  },
});

function modesAt(structure: Structure, forces: PhononForces, tally: Tally): Result<Modes, string> {
  if (!structure.periodic.every(Boolean)) return fail('the structure is not periodic');
  const count = structure.numbers.length;
  if (count < 2) return fail('one atom has no mode but the shift of all: give a supercell');
  if (count > MOST_ATOMS) return fail(`more than ${MOST_ATOMS} atoms`);
  const own = forces(structure);
  if (!own.ok) return own;
  const largest = own.value.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  if (largest > AT_REST) {
    tally.note(
      `phonon: a structure has forces beyond ${AT_REST} eV/Å before it is displaced: it is not at rest, as its modes take it to be`,
    );
  }
  let end: string | undefined;
  const modes = modesOf(structure, (moved) => {
    const result = forces(moved);
    if (result.ok) return result.value;
    end ??= result.error;
    return new Float64Array(moved.positions.length);
  });
  if (end !== undefined) return fail(end);
  return modes.ok ? modes : fail(WORDS[modes.error]);
}

function copy(
  { structure, digest }: Parent,
  modes: Modes,
  variances: Float64Array,
  { temperature, index, seed }: { temperature: number; index: number; seed: number },
) {
  const purpose = `phonon ${amountText(temperature)}`;
  const random = randomStream({ purpose, seed, parent: digest, index });
  const normal = Float64Array.from(structure.positions, () => random.gaussian());
  const moved = thermalDisplacements(modes, variances, normal);
  const square = moved.reduce((sum, x) => sum + x * x, 0) / moved.length;
  return {
    structure: { ...structure, positions: structure.positions.map((x, i) => x + moved[i]!) },
    operation: `phonon ${amountText(temperature)} K #${index}`,
    details: { temperature, displacement: recorded(Math.sqrt(square)) },
  };
}
