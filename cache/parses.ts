import type { Digest } from '../base/digest.ts';
import { blobOf } from './blob.ts';
import type { Index } from './index-db.ts';

/** Pipelines that were parsed before, as JSON, by the digest of everything that went in. The newest 64 are kept. */
export interface Parses {
  get(key: Digest): string | undefined;
  /** Does nothing in mode `read`. */
  set(key: Digest, json: string): void;
}

const PRUNE =
  'DELETE FROM parses WHERE id NOT IN (SELECT id FROM parses ORDER BY id DESC LIMIT 64)';

/** The parses of an opened index. */
export function openParses(index: Index): Parses {
  return {
    get: (key) => index.value<string>('SELECT json FROM parses WHERE key = ?', blobOf(key)),
    set(key, json) {
      if (!index.writable) return;
      index.transaction(() => {
        index.change('INSERT OR REPLACE INTO parses (key, json) VALUES (?, ?)', blobOf(key), json);
        index.change(PRUNE);
      }, false);
    },
  };
}
