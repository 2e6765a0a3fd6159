import {
  type Aids,
  type Diagonalization,
  FIRST_AIDS,
  LADDER,
} from '../../../science/espresso/ladder.ts';
import type { Namelist } from '../../../science/espresso/pw-input.ts';

/** The aids that the first attempt begins with: the user's, else ours. */
export function aidsOf(given: Namelist): Aids {
  const { mixing_beta, mixing_mode, diagonalization, electron_maxstep } = given;
  return {
    ...FIRST_AIDS,
    ...(typeof mixing_beta === 'number' && { mixingBeta: mixing_beta }),
    ...(typeof mixing_mode === 'string' && { mixingMode: mixing_mode as Aids['mixingMode'] }),
    ...(typeof diagonalization === 'string' && {
      diagonalization: diagonalization as Diagonalization,
    }),
    ...(typeof electron_maxstep === 'number' && { maxSteps: electron_maxstep }),
  };
}

/** The remedies that a calculation has, by name: what a failure that had them all is told from. */
export const ladderNames = (): readonly string[] => LADDER.map(({ name }) => name);
