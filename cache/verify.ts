import type { Actions } from './actions.ts';
import { digestOfBlob } from './blob.ts';
import type { Costs } from './costs.ts';
import type { Damage, DamagedRow } from './damage.ts';
import type { Index } from './index-db.ts';
import type { InputFiles } from './input-files.ts';
import type { ObjectLoss } from './large-objects.ts';
import type { Objects } from './objects.ts';
import type { Parses } from './parses.ts';
import type { Published } from './published.ts';
import type { Recent } from './recent.ts';
import type { Runs } from './runs.ts';

/** What hashing everything again found. */
export interface Verification {
  readonly objects: number;
  readonly bytes: number;
  readonly losses: readonly ObjectLoss[];
  /** What SQLite finds wrong with the index's own structure; empty when it is sound. */
  readonly index: readonly string[];
  /** The rows that are not as they were written. */
  readonly rows: readonly Damage[];
}

/** The memories whose rows carry digests of themselves. */
export interface SealedRows {
  readonly actions: Actions;
  readonly parses: Parses;
  readonly costs: Costs;
  readonly recent: Recent;
  readonly runs: Runs;
  readonly files: InputFiles;
  readonly published: Published;
}

const PAGE = 200;

/** Reads every object and every row, so that what is lost is found (and forgotten, where the state may be written). */
export function verifyState(index: Index, objects: Objects, rows: SealedRows): Verification {
  const problems = index.check();
  const tally = { objects: 0, bytes: 0 };
  const losses: ObjectLoss[] = [];
  for (const [digest, size] of allObjects(index)) {
    tally.objects++;
    tally.bytes += size;
    const found = objects.read(digestOfBlob(digest));
    if (!found.ok) losses.push(found.error);
  }
  readRows(index, rows);
  if (index.writable) forgetDamaged(index);
  return { ...tally, losses, index: problems, rows: index.damage.all() };
}

/** Reads every row that carries a digest of itself, so that the damaged ones are noted. */
function readRows(
  index: Index,
  { actions, parses, costs, recent, runs, files, published }: SealedRows,
): void {
  const column = <T>(sql: string): T[] => index.rows<[T]>(sql).map(([value]) => value);
  for (const key of column<Buffer>('SELECT key FROM actions')) actions.find(digestOfBlob(key));
  for (const key of column<Buffer>('SELECT key FROM parses')) parses.get(digestOfBlob(key));
  for (const family of column<string>('SELECT DISTINCT family FROM costs')) {
    costs.latest(family, Number.MAX_SAFE_INTEGER);
  }
  for (const path of column<string>('SELECT path FROM files')) files.known(path);
  for (const path of column<string>('SELECT path FROM published')) published.get(path);
  recent.everywhere();
  runs.latest(Number.MAX_SAFE_INTEGER);
}

/**
 * What forgets a damaged row. A record stays: what it names cannot be known, and without any record that would be
 * a leftover to the next collection.
 */
const FORGET: { readonly [row in Exclude<DamagedRow, 'record'>]: string } = {
  'parsed pipeline': "DELETE FROM parses WHERE 'sha256:' || lower(hex(key)) = ?",
  cost: "DELETE FROM costs WHERE 'sha256:' || lower(hex(key)) = ?",
  'last key': "DELETE FROM recent WHERE node || ' of ' || pipeline = ?",
  'input file': 'DELETE FROM files WHERE path = ?',
  'published file': 'DELETE FROM published WHERE path = ?',
  run: 'UPDATE runs SET summary = NULL WHERE id = ?',
};

function forgetDamaged(index: Index): void {
  for (const { row, of } of index.damage.all()) if (row !== 'record') index.change(FORGET[row], of);
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
