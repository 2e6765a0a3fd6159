import type { Part } from '../../science/dataset.ts';

/** A labelled structure and what the potential says of it. */
export interface Compared {
  readonly part: Part;
  readonly group: string;
  /** Atomic numbers, N. */
  readonly numbers: Int32Array;
  /** eV, whole structure. */
  readonly energy: { readonly reference: number; readonly predicted: number };
  /** eV/Å, 3N; the reference is absent where the label has no forces. */
  readonly forces: { readonly reference?: Float64Array; readonly predicted: Float64Array };
}
