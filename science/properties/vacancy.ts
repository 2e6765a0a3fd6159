import type { Structure } from '../structure.ts';
import { withoutAtoms } from '../structure-edit.ts';
import { defaultSupercell, repeatStructure } from '../supercell.ts';
import { ask, type Model } from './model.ts';
import { relaxAtoms } from './relax.ts';

/** What a vacancy costs, eV. */
export interface VacancyEnergy {
  /** Atoms of the perfect supercell. */
  readonly atoms: number;
  readonly unrelaxed: number;
  /** The atoms at rest, the cell of the perfect crystal kept. */
  readonly relaxed: number;
}

/**
 * The formation energy of a vacancy in a crystal of one element at rest: E(N - 1) - (N - 1)/N E(N), in the
 * smallest near-cubic supercell of at least 32 atoms.
 */
export function vacancyEnergy(model: Model, crystal: Structure): VacancyEnergy {
  const perfect = repeatStructure(crystal, defaultSupercell(crystal.cell, crystal.numbers.length));
  const atoms = perfect.numbers.length;
  const remains = ((atoms - 1) / atoms) * ask(model, perfect).energy;
  const empty = withoutAtoms(perfect, [0]);
  const unrelaxed = ask(model, empty).energy - remains;
  return { atoms, unrelaxed, relaxed: relaxAtoms(model, empty).energy - remains };
}
