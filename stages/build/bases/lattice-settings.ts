import type { FileReference } from '../../../engine/stage.ts';
import type { Repeats } from '../../../science/supercell.ts';

/** What fixes the crystal of a file. */
export interface LatticeSettings {
  readonly file: FileReference;
  /** Sorted; what the file must have where there is no composition. */
  readonly elements: readonly string[];
  /** Where given, the sites are decorated with it. */
  readonly composition?: { readonly [symbol: string]: number };
  /** The smallest near-cubic one of at least 32 atoms where left out. */
  readonly supercell?: Repeats;
}
