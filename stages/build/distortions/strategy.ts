import type { Derived, Parent } from '../parent.ts';
import type { Tally } from '../tally.ts';

/** One way to distort a structure; the number of atoms and their species stay. */
export interface DistortionStrategy {
  readonly name: string;
  /** The group of what it makes. */
  readonly group: string;
  /**
   * Lazily, in a fixed order; a pure function of the parent and the strategy's settings. What it
   * makes and will not give away it rejects in the tally.
   */
  distort(parent: Parent, tally: Tally): Iterable<Derived>;
}
