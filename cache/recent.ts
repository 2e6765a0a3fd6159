import type { Digest } from '../base/digest.ts';
import { blobOf, digestOfBlob } from './blob.ts';
import type { Index } from './index-db.ts';

/** The key that each node of each pipeline had last, to explain why something will run. */
export interface Recent {
  /** `pipeline` is the pipeline's name, whatever file it is in. The key is also its preimage's digest. */
  setLast(pipeline: string, node: string, key: Digest): void;
  last(pipeline: string, node: string): Digest | undefined;
  /** The last key of every node that the pipeline ever had. */
  all(pipeline: string): ReadonlyMap<string, Digest>;
  /** Whether a key was set since this state was opened. */
  moved(): boolean;
  /** The last keys of all nodes of all pipelines: what a workspace keeps in use. */
  everywhere(): RecentKey[];
}

/** The last key of one node of one pipeline. */
export interface RecentKey {
  readonly pipeline: string;
  readonly node: string;
  readonly key: Digest;
}

/** The last keys of an opened index. */
export function openRecent(index: Index): Recent {
  let moved = false;
  return {
    moved: () => moved,
    setLast(pipeline, node, key) {
      moved = true;
      index.change('INSERT OR REPLACE INTO recent VALUES (?, ?, ?)', pipeline, node, blobOf(key));
    },
    last(pipeline, node) {
      const sql = 'SELECT key FROM recent WHERE pipeline = ? AND node = ?';
      const blob = index.value<Buffer>(sql, pipeline, node);
      return blob && digestOfBlob(blob);
    },
    all(pipeline) {
      const sql = 'SELECT node, key FROM recent WHERE pipeline = ? ORDER BY node';
      const rows = index.rows<[string, Buffer]>(sql, pipeline);
      return new Map(rows.map(([node, key]) => [node, digestOfBlob(key)]));
    },
    everywhere() {
      const sql = 'SELECT pipeline, node, key FROM recent';
      const rows = index.rows<[string, string, Buffer]>(sql);
      return rows.map(([pipeline, node, key]) => ({ pipeline, node, key: digestOfBlob(key) }));
    },
  };
}
