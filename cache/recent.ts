import type { Digest } from '../base/digest.ts';
import type { Index } from './index-db.ts';
import { sealedDigest, unsealedDigest } from './sealed.ts';

/** The key that each node of each pipeline had last, to explain why something will run. */
export interface Recent {
  /** `pipeline` is the pipeline's name, whatever file it is in. The key is also its preimage's digest. */
  setLast(pipeline: string, node: string, key: Digest): void;
  last(pipeline: string, node: string): Digest | undefined;
  /** The last key of every node that the pipeline ever had. */
  all(pipeline: string): ReadonlyMap<string, Digest>;
  /** Whether a key was set since this state was opened. */
  moved(): boolean;
  /** The last keys of all nodes that any pipeline ever had. */
  everywhere(): RecentKey[];
  /**
   * Takes down which nodes a pipeline has now that it ended well: those that it had before are gone since
   * `nowMs` (Unix time), and keep nothing in use. Writes only where that is news.
   */
  setNodes(pipeline: string, nodes: readonly string[], nowMs: number): void;
}

/** The last key of one node of one pipeline. */
export interface RecentKey {
  readonly pipeline: string;
  readonly node: string;
  readonly key: Digest;
  /** Since when the pipeline has this node no more, Unix time in milliseconds. */
  readonly goneMs?: number;
}

/** What a last key belongs to, as it is sealed. */
const placeOf = (pipeline: string, node: string): string => `${pipeline}\n${node}`;

/** A last key as a row keeps it. */
export const sealedKey = (pipeline: string, node: string, key: Digest): Buffer =>
  sealedDigest(key, placeOf(pipeline, node));

/** The last keys of an opened index. */
export function openRecent(index: Index): Recent {
  let moved = false;
  const keyIn = (pipeline: string, node: string, blob: unknown): Digest | undefined => {
    const key = unsealedDigest(blob, placeOf(pipeline, node));
    if (!key) index.damage.add({ row: 'last key', of: `${node} of ${pipeline}` });
    return key;
  };
  return {
    moved: () => moved,
    setLast(pipeline, node, key) {
      moved = true;
      const sql = 'INSERT OR REPLACE INTO recent VALUES (?, ?, ?)';
      index.change(sql, pipeline, node, sealedKey(pipeline, node, key));
    },
    last(pipeline, node) {
      const sql = 'SELECT key FROM recent WHERE pipeline = ? AND node = ?';
      const blob = index.value(sql, pipeline, node);
      return blob === undefined ? undefined : keyIn(pipeline, node, blob);
    },
    all(pipeline) {
      const sql = 'SELECT node, key FROM recent WHERE pipeline = ? ORDER BY node';
      const all = new Map<string, Digest>();
      for (const [node, blob] of index.rows<[string, unknown]>(sql, pipeline)) {
        const key = keyIn(pipeline, node, blob);
        if (key) all.set(node, key);
      }
      return all;
    },
    everywhere() {
      const sql =
        'SELECT pipeline, node, key, since FROM recent LEFT JOIN gone USING (pipeline, node)';
      const rows = index.rows<[string, string, unknown, number | null]>(sql);
      return rows.flatMap(([pipeline, node, blob, since]) => {
        const key = keyIn(pipeline, node, blob);
        return key ? [{ pipeline, node, key, ...(since === null ? {} : { goneMs: since }) }] : [];
      });
    },
    setNodes: (pipeline, nodes, nowMs) => setNodes(index, pipeline, nodes, nowMs),
  };
}

function setNodes(index: Index, pipeline: string, nodes: readonly string[], nowMs: number): void {
  const gone = nodesIn(index, 'gone', pipeline);
  const had = index.value<number>('SELECT count(*) FROM recent WHERE pipeline = ?', pipeline) ?? 0;
  if (gone.length === 0 && had <= nodes.length) return;
  const has = new Set(nodes);
  if (had === nodes.length + gone.length && !gone.some((node) => has.has(node))) return;
  const known = new Set(gone);
  index.transaction(() => {
    for (const node of gone) {
      if (!has.has(node)) continue;
      index.change('DELETE FROM gone WHERE pipeline = ? AND node = ?', pipeline, node);
    }
    for (const node of nodesIn(index, 'recent', pipeline)) {
      if (has.has(node) || known.has(node)) continue;
      index.change('INSERT INTO gone VALUES (?, ?, ?)', pipeline, node, nowMs);
    }
  }, false);
}

const nodesIn = (index: Index, table: 'recent' | 'gone', pipeline: string): string[] =>
  index
    .rows<[string]>(`SELECT node FROM ${table} WHERE pipeline = ?`, pipeline)
    .map(([node]) => node);
