/**
 * One invariant function of a central atom's neighbourhood: the sum over m of
 * `weights[m] Re prod_t A(species[t], n[t], l[t], m[t])`. Of m and -m (complex conjugates) only one
 * is kept, with twice its weight.
 */
export interface AceFunction {
  /** Index of the central element. */
  readonly central: number;
  /** Index of the neighbour's element, one a slot; slots are sorted by (species, n, l). */
  readonly species: readonly number[];
  /** Radial indices, from 1. */
  readonly n: readonly number[];
  readonly l: readonly number[];
  /** m of every slot, rank numbers a combination, combinations in lexicographic order. */
  readonly ms: readonly number[];
  /** One weight a combination. */
  readonly weights: readonly number[];
}
