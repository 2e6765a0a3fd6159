import type { FileReference } from '../../../engine/stage.ts';

/** `phonons` with every default. */
export interface PhononSettings {
  readonly temperatures: readonly number[];
  readonly n_structures: number;
  readonly statistics: 'quantum' | 'classical';
  /** The forces: one of these, else EMT. */
  readonly potential?: FileReference;
  readonly lennard_jones?: {
    readonly epsilon: number;
    readonly sigma: number;
    readonly cutoff: number;
  };
}
