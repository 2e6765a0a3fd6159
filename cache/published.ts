import type { Digest } from '../base/digest.ts';
import type { Stamp } from './stamp.ts';

/** What was last put at a published path. */
export interface PublishedFile {
  readonly digest: Digest;
  readonly stamp: Stamp;
  /** What was about to be put there when the process died, if it did. */
  readonly next?: Digest;
}

/** Memory of published files, by path relative to the workspace. */
export interface Published {
  get(path: string): PublishedFile | undefined;
  /** Said before a file is replaced, so that it is known as ours if we are killed right after. */
  intend(path: string, digest: Digest): void;
  remember(path: string, digest: Digest, stamp: Stamp): void;
}
