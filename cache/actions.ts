import type { Digest } from '../base/digest.ts';
import { blobOf, blobOfAll, sortedDigests } from './blob.ts';
import type { Index } from './index-db.ts';
import { insertMany } from './insert-many.ts';
import { mended } from './mend.ts';
import type { Objects } from './objects.ts';
import { restoredRecord } from './restore-record.ts';
import { readSealed, sealed } from './sealed.ts';

/** How an action ended and what it made, by output name. The key's preimage is the object of that digest. */
export interface ActionRecord {
  readonly outputs: Readonly<Record<string, Digest>>;
  readonly outcome: 'ok' | 'failed';
  readonly failure?: ActionFailure;
  /** Object listing the digests of everything that was kept along with the outputs, one a line. */
  readonly contents?: Digest;
  /** Of a set: how many places it has, and how many of them without a value. */
  readonly items?: number;
  readonly holes?: number;
  /** Of a failure of the machine that used up its retries: what it was given. */
  readonly given?: ActionLimits;
  /** Taken over from another key: by whom and why. */
  readonly waiver?: Waiver;
  readonly cost: ActionCost;
  /** What the cost depends on, as the stage declares it: atoms, functions, ... */
  readonly features?: Readonly<Record<string, number>>;
  /** Unix time in milliseconds. */
  readonly made: number;
  /** Computed here, taken over from a database, or from another key by a waiver. */
  readonly origin: 'run' | 'import' | 'waiver';
}

/** A failure that stands (DESIGN: failures are results). */
export interface ActionFailure {
  readonly class: 'infra' | 'physics' | 'invalid';
  readonly message: string;
  readonly hint?: string;
  /** The remedies that it had. */
  readonly remedies?: readonly string[];
}

/** The limits under which something failed: given more, it is tried again. */
export interface ActionLimits {
  readonly attempts: number;
  /** Of the last attempt. */
  readonly timeoutSeconds?: number;
}

/** A decision of a person that the result of one key stands for another. */
export interface Waiver {
  readonly of: Digest;
  readonly by: string;
  readonly why: string;
}

/** What it took. */
export interface ActionCost {
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
}

/** Records of actions by key: the proof that something was done. One that is not as it was written is none. */
export interface Actions {
  find(key: Digest): ActionRecord | undefined;
  /** The records of those keys that have one; about 5 µs a key. */
  findMany(keys: readonly Digest[]): Map<Digest, ActionRecord>;
  /**
   * {@link findMany} one by one, each with its place among the keys, in no order: as they come, so that those of a
   * hundred thousand items are never held all at once.
   */
  findEach(keys: readonly Digest[]): Iterable<readonly [place: number, record: ActionRecord]>;
  /** Writes or replaces a record: after the objects that it names, in the same transaction. */
  record(key: Digest, record: ActionRecord): void;
  /** {@link record} of many, one after the other: of equal keys the last stays. */
  recordMany(records: readonly (readonly [Digest, ActionRecord])[]): void;
  /** Removes a record: before its work starts anew. */
  forget(key: Digest): void;
}

const MANY = `
WITH RECURSIVE place(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM place WHERE i + 1 < @count)
SELECT i, record FROM place JOIN actions ON key = substr(@keys, i * 32 + 1, 32)`;

/**
 * The record of a row. A turned bit is turned back, since the record may stand for something that was paid for; where
 * more is wrong, a paid one is put together again from the sets that list it.
 */
export function recordIn(
  index: Index,
  objects: Objects,
  key: Digest,
  text: unknown,
): ActionRecord | undefined {
  const record = readSealed<ActionRecord>(text, key);
  if (record) return record;
  const sql = 'SELECT CAST(record AS BLOB) FROM actions WHERE key = ?';
  const bytes = index.value<Buffer>(sql, blobOf(key));
  const turned = bytes && mended(bytes, key);
  const told = turned ? undefined : restoredRecord(index, objects, key);
  const whole = told ? sealed(JSON.stringify(told), key) : turned;
  const how = turned ? ({ mended: 'bit' } as const) : told ? ({ mended: 'sets' } as const) : {};
  index.damage.add({ row: 'record', of: key, ...how });
  if (whole && index.writable) {
    index.change('UPDATE actions SET record = ? WHERE key = ?', whole, blobOf(key));
  }
  return readSealed<ActionRecord>(whole, key);
}

const WRITE = 'INSERT OR REPLACE INTO actions';

/**
 * Many rows of which none is there: a statement that may replace some keeps a copy of each page that it touches, to
 * undo itself. One that is there all the same is an error, which undoes the transaction: no record goes unsaid.
 */
const WRITE_NEW = 'INSERT OR FAIL INTO actions';

const THERE = `
WITH RECURSIVE place(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM place WHERE i + 1 < @count)
SELECT i FROM place WHERE EXISTS (SELECT 1 FROM actions WHERE key = substr(@keys, i * 32 + 1, 32))`;

const REMOVE = 'DELETE FROM actions WHERE key = ?';

const rowOf = (key: Digest, record: ActionRecord): [Buffer, string] => [
  blobOf(key),
  sealed(JSON.stringify(record), key),
];

/** The actions of an opened index. */
export function openActions(index: Index, objects: Objects): Actions {
  return {
    find(key) {
      const text = index.value('SELECT record FROM actions WHERE key = ?', blobOf(key));
      return text === undefined ? undefined : recordIn(index, objects, key, text);
    },
    findMany(keys) {
      const found = new Map<Digest, ActionRecord>();
      for (const [place, record] of findEach(index, objects, keys))
        found.set(keys[place] as Digest, record);
      return found;
    },
    findEach: (keys) => findEach(index, objects, keys),
    record(key, record) {
      index.change(`${WRITE} VALUES (?, ?)`, ...rowOf(key, record));
    },
    recordMany(records) {
      if (records.length === 0) return;
      const keys: Buffer[] = [];
      const rows: (Buffer | string)[] = [];
      for (const [digest, record] of new Map(records)) {
        const [key, text] = rowOf(digest, record);
        keys.push(key);
        rows.push(key, text);
      }
      const named = { count: keys.length, keys: Buffer.concat(keys) };
      for (const [at] of index.rows<[number]>(THERE, named)) {
        index.change(REMOVE, keys[at] as Buffer);
      }
      insertMany(index, WRITE_NEW, 2, rows);
    },
    forget(key) {
      const blob = blobOf(key);
      if (index.value('SELECT 1 FROM actions WHERE key = ?', blob) === undefined) return;
      index.change(REMOVE, blob);
    },
  };
}

const AT_ONCE = 4096;

/** In the order of the table, so that each of its pages is read once. */
function* findEach(
  index: Index,
  objects: Objects,
  keys: readonly Digest[],
): Generator<readonly [number, ActionRecord]> {
  const { sorted, places } = sortedDigests(keys);
  for (let from = 0; from < sorted.length; from += AT_ONCE) {
    const some = sorted.slice(from, from + AT_ONCE);
    const named = { count: some.length, keys: blobOfAll(some) };
    for (const [at, text] of index.rows<[number, unknown]>(MANY, named)) {
      const record = recordIn(index, objects, some[at] as Digest, text);
      if (record) yield [places[from + at] as number, record];
    }
  }
}
