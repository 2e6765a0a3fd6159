/** What fixes a basis: everything else about it follows, the same on every machine. */
export interface AceBasisSpec {
  /** Chemical symbols, sorted by code unit. */
  readonly elements: readonly string[];
  /** The cutoff radius, Å. */
  readonly cutoff: number;
  /** The largest number of neighbours that one function couples (its rank, body order less one): 1 to 4. */
  readonly maxOrder: number;
  /** Functions of each central element. */
  readonly functionsPerElement: number;
}

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

/** The functions of a linear ACE potential: plain data, quickly rebuilt from the spec in each worker. */
export interface AceBasis {
  readonly spec: AceBasisSpec;
  /** All functions, ordered by central element: the columns of a design matrix. */
  readonly functions: readonly AceFunction[];
  /** functions.length. */
  readonly functionCount: number;
  /** Columns of central element e: from `offsets[e]` to `offsets[e + 1]`. */
  readonly offsets: readonly number[];
}

/** Builds the basis. The same spec gives the same functions in the same order. */
export function buildAceBasis(spec: AceBasisSpec): AceBasis {
  throw new Error(`internal error: not built yet (${spec.elements})`);
}
