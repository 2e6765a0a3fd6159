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
  /** What weights may be given by; empty where nothing is said. */
  readonly group: string;
  /** What tells it from others, wherever it came from: digests of structure and label. */
  readonly key: string;
}
