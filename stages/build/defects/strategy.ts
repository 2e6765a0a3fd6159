import type { Derived, Parent } from '../parent.ts';

/** One way to put defects into a structure. */
export interface DefectStrategy {
  readonly name: string;
  /** The group of what it makes. */
  readonly group: string;
  /** Lazily, in a fixed order; a pure function of the parent. */
  introduce(parent: Parent): Iterable<Derived>;
}
