import type { Digest } from '../../base/digest.ts';
import type { Label, LevelOfTheory } from '../../science/label.ts';
import type { Attributes, Structure } from '../../science/structure.ts';

/** A labelled structure on its way into the dataset. */
export interface Candidate {
  readonly item: Digest;
  readonly label: Digest;
  readonly level: LevelOfTheory;
  readonly attributes: Attributes;
  /** Digests of the preimages of the two actions behind the label; an import has none. */
  readonly calculation?: Digest;
  readonly reading?: Digest;
  /** Set where a file given as the test part says so. */
  readonly part?: 'test';
  /** Read when needed: a set may be larger than the memory. */
  structure(): Structure;
  value(): Label;
}
