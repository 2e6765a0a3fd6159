import type { FileReference } from '../../../engine/stage.ts';
import type { Occupations } from '../../../science/espresso/accept.ts';
import type { Hubbard } from '../../../science/espresso/hubbard.ts';
import type { KMesh } from '../../../science/espresso/k-mesh.ts';
import type { Namelist } from '../../../science/espresso/pw-input.ts';
import type { KeepFiles } from './keep-files.ts';

/** What fixes the Hamiltonian and how it is solved, the same for every structure of a node. */
export interface Theory {
  readonly ecutwfc: number;
  /** Absent: from the kinds of the pseudopotentials. */
  readonly ecutrho?: number;
  readonly occupations: Occupations;
  readonly smearing?: 'mv' | 'mp' | 'gauss' | 'fd';
  /** Ry. */
  readonly degauss?: number;
  /** Ry per atom. */
  readonly conv_thr: number;
  readonly spin?: 'collinear';
  readonly vdw_corr?: string;
  readonly hubbard?: Hubbard;
  readonly control?: Namelist;
  readonly system?: Namelist;
  readonly electrons?: Namelist;
  /** The set of constants that results are converted with. */
  readonly constants: string;
}

/** The settings of a node. */
export interface ResolvedEspresso extends Theory {
  readonly calculator: 'espresso';
  readonly pseudopotentials: { readonly [symbol: string]: FileReference };
  readonly starting_moments?: { readonly [symbol: string]: number };
  readonly kspacing?: number;
  readonly kpoints?: KMesh;
  readonly kshift: readonly [number, number, number];
  /** The version of pw.x, filled in by the engine. */
  readonly program?: string;
}

/** The settings of one structure: only what concerns it. This is what its key has. */
export interface ItemEspresso extends Theory {
  readonly pseudopotentials: { readonly [symbol: string]: FileReference };
  readonly starting_moments?: { readonly [symbol: string]: number };
  readonly mesh: KMesh;
  readonly kshift: readonly [number, number, number];
  readonly program?: string;
}

/** What changes no result. */
export interface EspressoHow {
  readonly command: readonly string[];
  readonly pass_env: readonly string[];
  /** Absent: `failed`. */
  readonly keep_files?: KeepFiles;
  /** Where the ladder begins: keys of &ELECTRONS that are aids. */
  readonly aids: Namelist;
}
