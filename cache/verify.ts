import { digestOfBlob } from './blob.ts';
import type { Index } from './index-db.ts';
import type { ObjectLoss, Objects } from './objects.ts';

/** What hashing everything again found. */
export interface Verification {
  readonly objects: number;
  readonly bytes: number;
  readonly losses: readonly ObjectLoss[];
  /** What SQLite finds wrong with the index's own structure; empty when it is sound. */
  readonly index: readonly string[];
}

const PAGE = 200;

/** Reads every object, so that what is lost is found (and forgotten, where the state may be written). */
export function verifyObjects(index: Index, objects: Objects): Verification {
  const problems = index.check();
  const tally = { objects: 0, bytes: 0 };
  const losses: ObjectLoss[] = [];
  for (const [digest, size] of allObjects(index)) {
    tally.objects++;
    tally.bytes += size;
    const found = objects.read(digestOfBlob(digest));
    if (!found.ok) losses.push(found.error);
  }
  return { ...tally, losses, index: problems };
}

/** In pages, since a row may not be removed while a query over it is open. */
function* allObjects(index: Index): Generator<readonly [Buffer, number]> {
  for (const [table, size] of [
    ['small', 'length(bytes)'],
    ['large', 'size'],
  ]) {
    const sql = `SELECT digest, ${size} FROM ${table} WHERE digest > ? ORDER BY digest LIMIT ${PAGE}`;
    for (let after: Buffer = Buffer.alloc(0); ; ) {
      const page = index.rows<[Buffer, number]>(sql, after);
      yield* page;
      const last = page.at(-1);
      if (!last) break;
      after = last[0];
    }
  }
}
