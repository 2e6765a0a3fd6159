import type { Digest } from '../base/digest.ts';
import { blobOf } from './blob.ts';
import type { Index } from './index-db.ts';
import { sealed, unsealed } from './sealed.ts';

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
    get(key) {
      const text = index.value<string>('SELECT json FROM parses WHERE key = ?', blobOf(key));
      if (text === undefined) return undefined;
      const json = unsealed(text, key);
      if (json === undefined) index.damage.add({ row: 'parsed pipeline', of: key });
      return json;
    },
    set(key, json) {
      if (!index.writable) return;
      index.transaction(() => {
        const text = sealed(json, key);
        index.change('INSERT OR REPLACE INTO parses (key, json) VALUES (?, ?)', blobOf(key), text);
        index.change(PRUNE);
      }, false);
    },
  };
}
