import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Digest } from '../base/digest.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { blobOf } from './blob.ts';
import { codeOf } from './failure.ts';
import { digestOfFile } from './hash-file.ts';
import type { Index } from './index-db.ts';
import { openLateMap } from './late-rows.ts';
import { openReadAhead } from './read-ahead.ts';
import { sealedStamp, unsealedStamp } from './sealed.ts';
import { isRacy, type Stamp, stampOf } from './stamp.ts';

/** Why a file outside the state has no digest. */
export type FileTrouble = 'missing' | 'folder' | 'unreadable';

/** Digests of files outside the state, remembered by stat. */
export interface InputFiles {
  /** The digest of a file's bytes; read again only where its stat is another than when it was hashed. */
  digestFile(path: string): Result<Digest, FileTrouble>;
  /** What is remembered of a file by its absolute path, whether or not it still holds. */
  known(path: string): KnownFile | undefined;
}

/** A file as it was when it was hashed. */
export interface KnownFile {
  readonly stamp: Stamp;
  readonly digest: Digest;
}

type FileRow = readonly [path: string, stamp: unknown, digest: unknown];

const FROM = 'SELECT path, stamp, digest FROM files WHERE path >= ? ORDER BY path LIMIT ?';

/** The input files known to an opened index. Links are followed: it is their target's bytes that count. */
export function openInputFiles(index: Index): InputFiles {
  const late = openLateMap<KnownFile>(index, (path, { stamp, digest }) => {
    const sql = 'INSERT OR REPLACE INTO files VALUES (?, ?, ?)';
    index.change(sql, path, sealedStamp(stamp, digest, path), blobOf(digest));
  });
  const rows = openReadAhead<FileRow>(
    (path, count) => index.rows(FROM, path, count),
    () => index.written,
  );
  const known = (path: string): KnownFile | undefined => {
    const before = late.get(path);
    if (before) return before;
    const row = rows.get(path);
    const found = row && unsealedStamp(row[1], row[2], path);
    if (row && !found) index.damage.add({ row: 'input file', of: path });
    return found;
  };
  return {
    digestFile(path) {
      const absolute = resolve(path);
      const stat = reading(() => statSync(absolute, { bigint: true }));
      if (!stat.ok) return stat;
      if (stat.value.isDirectory()) return fail('folder');
      if (!stat.value.isFile()) return fail('unreadable');
      const before = known(absolute);
      if (before?.stamp === stampOf(stat.value)) return ok(before.digest);
      const now = Date.now();
      const digest = reading(() => digestOfFile(absolute));
      if (digest.ok && index.writable && !isRacy(stat.value, now)) {
        late.set(absolute, { stamp: stampOf(stat.value), digest: digest.value });
      }
      return digest;
    },
    known,
  };
}

function reading<T>(work: () => T): Result<T, FileTrouble> {
  try {
    return ok(work());
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined || code.startsWith('ERR_')) throw error;
    return fail(code === 'ENOENT' || code === 'ENOTDIR' ? 'missing' : 'unreadable');
  }
}
