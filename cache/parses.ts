import type { Digest } from '../base/digest.ts';

/** Pipelines that were parsed before, as JSON, by the digest of everything that went in. The newest 64 are kept. */
export interface Parses {
  get(key: Digest): string | undefined;
  /** Does nothing in mode `read`. */
  set(key: Digest, json: string): void;
}
