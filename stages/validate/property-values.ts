import type { CanonicalObject } from '../../base/canonical.ts';
import type { CrystalAnswer } from './properties-task.ts';
import type { Given } from './settings.ts';

/** The properties of a crystal by one model; `failed` says why one of them is not there. */
export interface Values extends CanonicalObject {
  readonly at_rest?: { readonly volume_angstrom3_per_atom: number };
  readonly equation_of_state?: {
    readonly bulk_modulus_gpa: number;
    readonly energies_ev_per_atom?: readonly number[];
  };
  readonly elastic_constants?: { readonly gpa: { readonly [name: string]: number } };
  readonly vacancy?: { readonly formation_ev: number };
  readonly phonons?: { readonly points: readonly { readonly thz: readonly number[] }[] };
  readonly energy_drift?: { readonly drift_mev_per_atom_per_ps: number };
  readonly failed: { readonly [property: string]: string };
}

/** What came out and what did not, apart. */
export function valuesOf(answer: CrystalAnswer): Values {
  const values: { [property: string]: CanonicalObject } = {};
  const failed: { [property: string]: string } = {};
  for (const [name, result] of Object.entries(answer)) {
    if (result.ok) values[name] = result.value;
    else failed[name] = result.error;
  }
  return { ...values, failed } as Values;
}

/** The reference with the values that the settings give; null where there is neither. */
export function withGiven(computed: Values | undefined, given: Given | undefined): Values | null {
  if (!given) return computed ?? null;
  const { volume_per_atom, bulk_modulus, elastic_constants, vacancy_formation } = given;
  return {
    ...(computed ?? { failed: {} }),
    ...(volume_per_atom !== undefined && {
      at_rest: { volume_angstrom3_per_atom: volume_per_atom },
    }),
    ...(bulk_modulus !== undefined && {
      equation_of_state: { ...computed?.equation_of_state, bulk_modulus_gpa: bulk_modulus },
    }),
    ...(elastic_constants && {
      elastic_constants: { gpa: { ...computed?.elastic_constants?.gpa, ...elastic_constants } },
    }),
    ...(vacancy_formation !== undefined && { vacancy: { formation_ev: vacancy_formation } }),
  };
}
