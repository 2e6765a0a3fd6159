import type { Canonical } from '../../base/canonical.ts';
import type { Compared } from './compared.ts';

const DIGITS = 7;

/** Enough digits for a plot; a third of the bytes. */
const short = (value: number): number => Number(value.toPrecision(DIGITS));

/**
 * The `parity` output: a column an array, one place a structure. Energies in eV/atom without any
 * shift; forces in eV/Å, 3N a structure, null where the label has none; 7 digits.
 */
export function parityOf(all: readonly Compared[]): Canonical {
  return {
    part: all.map(({ part }) => part),
    group: all.map(({ group }) => group),
    atoms: all.map(({ numbers }) => numbers.length),
    energy_reference_ev_per_atom: all.map(({ energy, numbers }) =>
      short(energy.reference / numbers.length),
    ),
    energy_predicted_ev_per_atom: all.map(({ energy, numbers }) =>
      short(energy.predicted / numbers.length),
    ),
    forces_reference_ev_per_angstrom: all.map(({ forces }) => list(forces.reference)),
    forces_predicted_ev_per_angstrom: all.map(({ forces }) =>
      forces.reference ? list(forces.predicted) : null,
    ),
  };
}

const list = (forces: Float64Array | undefined): number[] | null =>
  forces ? Array.from(forces, short) : null;
