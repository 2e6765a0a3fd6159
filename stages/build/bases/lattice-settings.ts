import type { FileReference } from '../../../engine/stage.ts';
import type { Repeats } from '../../../science/supercell.ts';
import type { Occupation } from '../sublattices.ts';
import type { SqsConfig } from './sqs-settings.ts';

/** What fixes the crystal of a file. */
export interface LatticeSettings {
  readonly file: FileReference;
  /** Sorted; what the crystal must consist of. */
  readonly elements: readonly string[];
  /** Where given, all sites are decorated with it. */
  readonly composition?: Occupation;
  /** Where given, the sites of some elements of the file are. */
  readonly sublattices?: { readonly [symbol: string]: Occupation };
  /** Left out: the smallest near-cubic one of at least 32 atoms, or that of the SQS. */
  readonly supercell?: Repeats;
  /** Left out where nothing is mixed, or at random. What depends on the file is filled in when it is read. */
  readonly sqs?: SqsConfig;
}
