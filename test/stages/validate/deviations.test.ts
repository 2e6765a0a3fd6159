import { expect, it } from 'vitest';
import { deviationsOf } from '../../../stages/validate/deviations.ts';
import type { Values } from '../../../stages/validate/property-values.ts';

const own: Values = {
  at_rest: { volume_angstrom3_per_atom: 11 },
  equation_of_state: { bulk_modulus_gpa: 150, energies_ev_per_atom: [0.011, 0, 0.013] },
  elastic_constants: { gpa: { c11: 180, c12: 121, c14: 0.5 } },
  vacancy: { formation_ev: 1.2 },
  phonons: { points: [{ thz: [1, 2, 3] }, { thz: [4, 5, 6] }] },
  energy_drift: { drift_mev_per_atom_per_ps: -0.2 },
  failed: {},
};

const other: Values = {
  at_rest: { volume_angstrom3_per_atom: 10 },
  equation_of_state: { bulk_modulus_gpa: 200, energies_ev_per_atom: [1.01, 1, 1.01] },
  elastic_constants: { gpa: { c11: 200, c12: 110, c14: 0 } },
  vacancy: { formation_ev: 1.5 },
  phonons: { points: [{ thz: [1, 2, 3.25] }, { thz: [4, 4.5, 6] }] },
  failed: {},
};

it('is each property’s distance, the worst of many, a curve’s root mean square', () => {
  const found = deviationsOf(own, other);
  expect(found.volume_percent).toBeCloseTo(10, 12);
  expect(found.bulk_modulus_percent).toBeCloseTo(25, 12);
  expect(found.equation_of_state_mev_per_atom).toBeCloseTo(Math.sqrt((1 + 0 + 9) / 3), 9);
  // c14 is nothing beside c11: no percentage of it counts.
  expect(found.elastic_constants_percent).toBeCloseTo(10, 12);
  expect(found.vacancy_formation_ev).toBeCloseTo(0.3, 12);
  expect(found.phonons_thz).toBeCloseTo(0.5, 12);
  expect(found.energy_drift_mev_per_atom_per_ps).toBeCloseTo(0.2, 12);
});

it('leaves out what one of the two has not, but for the drift, which needs no other', () => {
  expect(deviationsOf(own, null)).toEqual({ energy_drift_mev_per_atom_per_ps: 0.2 });
  expect(deviationsOf({ failed: {} }, other)).toEqual({});
});
