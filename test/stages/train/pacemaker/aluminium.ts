import type { Observation } from '../../../../science/ace-fit/observation.ts';

/** fcc aluminium of one atom, compressed so much; its energy is its own. */
export function aluminium(strain: number, more: Partial<Observation> = {}): Observation {
  const h = 2.025 * (1 + strain);
  return {
    structure: {
      numbers: Int32Array.of(13),
      positions: Float64Array.of(0, 0, 0),
      cell: Float64Array.of(0, h, h, h, 0, h, h, h, 0),
      periodic: [true, true, true],
    },
    energy: -3 + 5 * strain * strain,
    forces: Float64Array.of(0.01, -0.02, strain),
    weight: 1,
    family: String(strain),
    group: '',
    key: String(strain),
    ...more,
  };
}

/** Five of them. */
export const FIT = [-0.04, -0.02, 0, 0.02, 0.04].map((strain) => aluminium(strain));
