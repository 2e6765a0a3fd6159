import type { FileReference } from '../../engine/stage.ts';
import type { CrystalStructure, LatticeConstants } from '../../science/prototypes.ts';
import type { Repeats } from '../../science/supercell.ts';

/**
 * The settings of the build stage as they are hashed and run: every default filled in, what cannot
 * matter left out. Exactly one of `system` and `import` is there.
 */
export interface ResolvedBuild {
  readonly system?: ResolvedSystem;
  readonly import?: { readonly file: FileReference };
  /** Left out where nothing is repeated. */
  readonly supercell?: Repeats;
  readonly distortion?: ResolvedDistortion;
  readonly defects?: { readonly vacancies: true };
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

/** Distortions; a range has its number of steps, rattles have both of their numbers. */
export interface ResolvedDistortion {
  readonly strain_range?: readonly [number, number];
  readonly n_strain_steps?: number;
  readonly strains?: readonly number[];
  readonly voigt_strains?: readonly number[];
  readonly rattle_stdev?: number;
  readonly n_rattle_steps?: number;
}
