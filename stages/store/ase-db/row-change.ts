import type { Data } from '../../../science/ase-db/data-blob.ts';
import type { KeyValuePairs } from '../../../science/ase-db/row.ts';

/** What changes in a row; its atoms and its label never do. */
export interface RowChange {
  /** Searchable keys to add or to give another value. */
  readonly keyValuePairs?: KeyValuePairs;
  /** Searchable keys to take away; one that is not there is no error. */
  readonly deleteKeys?: readonly string[];
  /** Goes into the `data` column, beside what is there. */
  readonly data?: { readonly [key: string]: Data };
}
