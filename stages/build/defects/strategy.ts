import type { Derived, Parent } from '../parent.ts';
import type { Tally } from '../tally.ts';

/** One way to put defects into a structure. */
export interface DefectStrategy {
  readonly name: string;
  /** The group of what it makes. */
  readonly group: string;
  /**
   * Lazily, in a fixed order; a pure function of the parent and the strategy's settings. What it
   * makes and will not give away it rejects in the tally.
   */
  introduce(parent: Parent, tally: Tally): Iterable<Derived>;
}
