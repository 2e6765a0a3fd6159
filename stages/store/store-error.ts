import { fail } from '../../base/result.ts';

/** Why a database did not do what was asked. */
export interface StoreError {
  /**
   * `cannot-open`: no ase.db of this format, or not to be opened. `locked`: another program writes.
   * `refused`: what should be stored is wrong. `absent`: no such row. `unreadable`: a row is broken.
   * `disk`: the disk is full or failed.
   */
  readonly code: 'cannot-open' | 'locked' | 'refused' | 'absent' | 'unreadable' | 'disk';
  readonly message: string;
}

/** A failure in one call. */
export const storeFailure = (code: StoreError['code'], message: string) =>
  fail<StoreError>({ code, message });
