import type { Structure } from '../structure.ts';
import type { Data } from './data-blob.ts';

/** The values of a row's searchable keys; ASE knows nothing else there. */
export type KeyValuePairs = { readonly [key: string]: string | number | boolean };

/** What the calculator columns of a row hold; eV, Å, Bohr magnetons, elementary charges. */
export interface RowResults {
  readonly energy?: number;
  /** Force-consistent energy, eV. */
  readonly freeEnergy?: number;
  /** 3N, eV/Å. */
  readonly forces?: Float64Array;
  /** Voigt xx yy zz yz xz xy, eV/Å^3, tension positive. */
  readonly stress?: Float64Array;
  /** 3 numbers, e·Å. */
  readonly dipole?: Float64Array;
  /** N (or 3N, non-collinear). */
  readonly magneticMoments?: Float64Array;
  /** Of the whole cell. */
  readonly magneticMoment?: number;
  /** N. */
  readonly charges?: Float64Array;
}

/** One row of an ase.db file, without its id and times. */
export interface AseRow {
  /** 32 lower-case hex digits. */
  readonly uniqueId: string;
  readonly structure: Structure;
  readonly masses?: Float64Array;
  readonly tags?: Int32Array;
  /** 3N, ASE's units; kept on reading, never made by us. */
  readonly momenta?: Float64Array;
  /** ASE's constraint dictionaries, as data. */
  readonly constraints?: readonly unknown[];
  /** Name of the calculator, lower case; absent where nothing was calculated. */
  readonly calculator?: string;
  readonly results: RowResults;
  readonly keyValuePairs: KeyValuePairs;
  readonly data: { readonly [key: string]: Data };
}
