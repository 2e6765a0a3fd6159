import type { AceResult } from '../../science/ace/evaluate.ts';
import type { LabelledStructure } from './labelled-structures.ts';

/** A structure and what the potential says of it. */
export interface Evaluated {
  readonly labelled: LabelledStructure;
  readonly result: AceResult;
  /** The extrapolation grade of every atom, where an active set was given. */
  readonly grades?: Float64Array;
}

/** A structure of which the potential can say nothing, and why. */
export interface Refused {
  readonly name: string;
  readonly why: string;
}
