import type { Digest } from '../base/digest.ts';
import type { Result } from '../base/result.ts';

/** Values of this many bytes and more are files, smaller ones rows of the index. */
export const INLINE_LIMIT = 65_536;

/** Why an object cannot be had. It is forgotten where the state may be written, so that it can be made anew. */
export interface ObjectLoss {
  readonly digest: Digest;
  readonly loss: 'missing' | 'damaged';
  /** For people: "its file was deleted", "its bytes are not what they were (sha256:…)". */
  readonly why: string;
}

/** The values, by the digest of their bytes. Writing needs a state opened with `write`. */
export interface Objects {
  /** Keeps bytes (a string as UTF-8). What is there already is left alone. */
  put(bytes: Uint8Array | string): Digest;
  /** Keeps a file by moving it away from `path` (copied where it cannot be moved, or has other names). */
  putFile(path: string): Digest;
  /** The bytes, hashed again each time. */
  read(digest: Digest): Result<Uint8Array, ObjectLoss>;
  /**
   * Whether an object is whole. A file whose stat is as committed is not read; another stat means that it
   * is hashed again: equal renews the stat, unequal is damaged. A row of the index: that it is there.
   */
  isWhole(digest: Digest): Result<void, ObjectLoss>;
  /**
   * The losses among many, in order; empty when all are whole. Rows cost about 1 µs each (one statement for
   * all of them), files one stat each.
   */
  wholeMany(digests: readonly Digest[]): ObjectLoss[];
  /** Bytes of an object that is known here, not checked. */
  size(digest: Digest): number | undefined;
  /** The file of an object that is kept as a file; read it only, it is the object. */
  pathOf(digest: Digest): string | undefined;
  /**
   * A number that moves whenever an object is forgotten. Rows commit together with the records that name
   * them, so a set of small objects proven whole under this number is whole while it stays, at no cost.
   */
  losses(): number;
}
