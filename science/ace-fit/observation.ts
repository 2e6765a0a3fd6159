import type { Structure } from '../structure.ts';

/** One labelled structure as a fit sees it. */
export interface Observation {
  readonly structure: Structure;
  /** Force-consistent energy of the whole structure, eV. */
  readonly energy: number;
  /** 3N, eV/Å; absent where the label has none. */
  readonly forces?: Float64Array;
  /** Multiplies the structure's terms of the loss. */
  readonly weight: number;
  readonly family: string;
}
