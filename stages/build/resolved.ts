import type { CrystalStructure, LatticeConstants } from '../../science/prototypes.ts';
import type { FilterConfig } from './filters/filters.ts';

/**
 * The settings of the build stage as they are hashed and run: every default filled in, what cannot
 * matter left out. Beside these each strategy has its own fields, bases at the top.
 */
export interface ResolvedBuild {
  readonly system?: ResolvedSystem;
  readonly distortion?: object;
  readonly defects?: object;
  readonly filters?: FilterConfig;
  readonly number_of_structures?: number;
  /** Left out where nothing is random. */
  readonly seed?: number;
}

/** A crystal; the elements are the keys of the composition, all with a fraction above 0. */
export interface ResolvedSystem {
  readonly composition: { readonly [symbol: string]: number };
  readonly crystal_structure: CrystalStructure;
  readonly lattice_constants: LatticeConstants;
}
