import type { Base } from '../parent.ts';
import type { Tally } from '../tally.ts';

/** One way to cut a crystal along its planes: surfaces, stacking faults, twins. */
export interface PlanarStrategy {
  readonly name: string;
  /**
   * New bases, lazily, in a fixed order; a pure function of the crystal and the strategy's settings.
   * What is made and not given away is rejected in the tally.
   */
  cut(crystal: Base, tally: Tally): Iterable<Base>;
}
