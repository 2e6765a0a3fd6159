import type { Digest } from '../base/digest.ts';
import { blobOf, digestOfBlob } from './blob.ts';
import type { Index } from './index-db.ts';
import { openLateMap } from './late-rows.ts';
import { openReadAhead } from './read-ahead.ts';
import { sealedStamp, unsealedStamp } from './sealed.ts';
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

const INTEND = `INSERT INTO published (path, digest, stamp, next) VALUES (@path, @next, '', @next)
  ON CONFLICT (path) DO UPDATE SET next = @next`;

type Row = readonly [path: string, digest: unknown, stamp: unknown, next: unknown];

const FROM =
  'SELECT path, digest, stamp, next FROM published WHERE path >= ? ORDER BY path LIMIT ?';

/** The published files of an opened index. */
export function openPublished(index: Index): Published {
  const late = openLateMap<PublishedFile>(index, (path, { digest, stamp }) => {
    const sql = 'INSERT OR REPLACE INTO published VALUES (?, ?, ?, NULL)';
    index.change(sql, path, blobOf(digest), sealedStamp(stamp, digest, path));
  });
  const rows = openReadAhead<Row>(
    (path, count) => index.rows(FROM, path, count),
    () => index.written,
  );
  return {
    get(path) {
      const waiting = late.get(path);
      if (waiting) return waiting;
      const row = rows.get(path);
      if (!row) return undefined;
      const [, digest, stamp, next] = row;
      const whole = unsealedStamp(stamp, digest, path);
      if (!whole) index.damage.add({ row: 'published file', of: path });
      return whole && { ...whole, ...(Buffer.isBuffer(next) ? { next: digestOfBlob(next) } : {}) };
    },
    intend(path, digest) {
      // In one transaction with what waits, which comes first.
      index.transaction(() => index.change(INTEND, { path, next: blobOf(digest) }), false);
      late.delete(path);
    },
    remember: (path, digest, stamp) => late.set(path, { digest, stamp }),
  };
}
