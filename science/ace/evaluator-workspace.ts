import type { EvaluatorPlan } from './evaluator-plan.ts';

/** A plan and the buffers that its atoms pass through, one after the other. */
export interface EvaluatorWorkspace {
  readonly plan: EvaluatorPlan;
  /** The real channels of the atom at hand, and the same as complex numbers for all m. */
  readonly channels: Float64Array;
  readonly complex: Float64Array;
  /** Derivatives of the atom's energy by its channels; the last place is waste. */
  readonly slopes: Float64Array;
  /** Re of every combination's product, then its derivative's weight. */
  readonly products: Float64Array;
  /** The functions of one table at one distance, with their derivatives. */
  readonly g: Float64Array;
  readonly dg: Float64Array;
  /** Sums over the radial functions for one neighbour. */
  readonly outward: Float64Array;
  readonly around: Float64Array;
  /** What each neighbour of the atom has: grows with the longest list. */
  near: NeighbourBuffers;
  readonly core: CoreState;
}

/** By neighbour: distance, direction, radial functions, harmonics, core repulsion's derivative. */
export interface NeighbourBuffers {
  readonly capacity: number;
  readonly count: number;
  readonly distance: Float64Array;
  /** Unit vectors, 3 a neighbour. */
  readonly direction: Float64Array;
  /** R_nl and dR_nl/dr in the plan's order. */
  readonly radial: Float64Array;
  readonly slope: Float64Array;
  readonly harmonics: readonly [Float64Array, Float64Array, Float64Array, Float64Array];
  readonly core: Float64Array;
}

/** The core repulsion of one atom. */
export interface CoreState {
  /** The sum over neighbours: eV. */
  density: number;
  /** The neighbour deepest inside its inner cutoff and how deep, Å (ZBL only; else -1). */
  closest: number;
  depth: number;
  /** The share of the embedding's energy that is left at that neighbour, and its derivative in r. */
  share: number;
  shareSlope: number;
  /** What the derivatives of the density, and of the share, are worth in energy. */
  densityWeight: number;
  shareWeight: number;
}

/** Makes the buffers of a plan. */
export function makeEvaluatorWorkspace(plan: EvaluatorPlan): EvaluatorWorkspace {
  const all = plan.layout.elements * plan.layout.perElement;
  const combos = plan.centres.map(({ products }) => products.combos[products.count]!);
  return {
    plan,
    channels: new Float64Array(all),
    complex: new Float64Array(2 * all),
    slopes: new Float64Array(all + 1),
    products: new Float64Array(Math.max(...combos)),
    g: new Float64Array(plan.plainBlocks + 1),
    dg: new Float64Array(plan.plainBlocks + 1),
    outward: new Float64Array(plan.harmonics.channels),
    around: new Float64Array(plan.harmonics.channels),
    near: makeNeighbourBuffers(plan, 0),
    core: {
      density: 0,
      closest: -1,
      depth: Number.NEGATIVE_INFINITY,
      share: 1,
      shareSlope: 0,
      densityWeight: 1,
      shareWeight: 0,
    },
  };
}

/** Buffers for `capacity` neighbours. */
export function makeNeighbourBuffers(plan: EvaluatorPlan, capacity: number): NeighbourBuffers {
  const radial = plan.radialStarts[plan.radialStarts.length - 1]! * capacity;
  const make = (): Float64Array => new Float64Array(plan.harmonics.channels * capacity);
  return {
    capacity,
    count: 0,
    distance: new Float64Array(capacity),
    direction: new Float64Array(3 * capacity),
    radial: new Float64Array(radial),
    slope: new Float64Array(radial),
    harmonics: [make(), make(), make(), make()],
    core: new Float64Array(capacity),
  };
}
