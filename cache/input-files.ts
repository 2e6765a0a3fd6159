import type { Digest } from '../base/digest.ts';
import type { Result } from '../base/result.ts';

/** Why a file outside the state has no digest. */
export type FileTrouble = 'missing' | 'folder' | 'unreadable';

/** Digests of files outside the state, remembered by stat. */
export interface InputFiles {
  /** The digest of a file's bytes; read again only where its stat is another than when it was hashed. */
  digestFile(path: string): Result<Digest, FileTrouble>;
}
