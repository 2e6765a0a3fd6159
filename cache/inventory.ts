import { errorDiagnostic } from '../base/diagnostic.ts';
import type { Digest } from '../base/digest.ts';
import { type ActionRecord, recordIn } from './actions.ts';
import { StateFailure } from './failure.ts';
import type { Index } from './index-db.ts';

/** A kept object, without its bytes. */
export interface StoredObject {
  readonly bytes: number;
  /** It is a file of its own. */
  readonly large: boolean;
}

/** A record, with what the preimage of its key says of it. */
export interface StoredRecord {
  readonly key: Digest;
  readonly record: ActionRecord;
  /** What was keyed: `node`, `calculation`, `reading`, `view`; absent where the preimage is gone. */
  readonly tag?: string;
  readonly backend?: string;
  /** Of a calculation: its item. */
  readonly item?: Digest;
  /** Of a view: the object that it is a part of. */
  readonly of?: Digest;
}

/** Everything that a state keeps, by digest and by key. */
export interface Inventory {
  readonly objects: ReadonlyMap<Digest, StoredObject>;
  readonly records: ReadonlyMap<Digest, StoredRecord>;
}

const OBJECTS = `
SELECT 'sha256:' || lower(hex(digest)), length(bytes), 0 FROM small
UNION ALL SELECT 'sha256:' || lower(hex(digest)), size, 1 FROM large`;

const RECORDS = `
SELECT 'sha256:' || lower(hex(key)), record, json_extract(preimage, '$[0]'),
  json_extract(preimage, '$[2].backend'), json_extract(preimage, '$[2].item'),
  json_extract(preimage, '$[2].of')
FROM (SELECT key, record, CASE WHEN json_valid(text) THEN text END AS preimage
  FROM (SELECT key, record,
    (SELECT CAST(bytes AS TEXT) FROM small WHERE digest = key) AS text FROM actions))`;

type Text = string | null;

/** Reads the whole inventory: about 3 µs an object and 10 µs a record. */
export function takeInventory(index: Index): Inventory {
  const objects = new Map<Digest, StoredObject>();
  for (const [digest, bytes, large] of index.rows<[Digest, number, number]>(OBJECTS)) {
    objects.set(digest, { bytes, large: large === 1 });
  }
  const records = new Map<Digest, StoredRecord>();
  for (const [key, record, tag, backend, item, of] of index.rows<
    [Digest, string, Text, Text, Digest | null, Digest | null]
  >(RECORDS)) {
    records.set(key, {
      key,
      record: recordOf(index, record, key),
      ...(tag === null ? {} : { tag }),
      ...(backend === null ? {} : { backend }),
      ...(item === null ? {} : { item }),
      ...(of === null ? {} : { of }),
    });
  }
  return { objects, records };
}

/** Where it cannot be known what a record names, nothing may be taken for a leftover. */
function recordOf(index: Index, text: string, key: Digest): ActionRecord {
  const record = recordIn(index, key, text);
  if (record) return record;
  const hint =
    'run the pipelines of this workspace: what made it is made again, and the record with it';
  throw new StateFailure(errorDiagnostic('E0704', `the record of ${key} is damaged`, { hint }));
}

/** Whether a record stands for something that was paid for, or may: its outputs never go unasked. */
export const isPaid = ({ tag }: StoredRecord): boolean => tag !== 'node' && tag !== 'view';

/**
 * What making a record's outputs anew would cost, in seconds. A set costs nothing by itself: its items keep
 * their own records.
 */
export function recomputeSeconds({ record }: StoredRecord): number {
  if (record.items !== undefined) return 0;
  return Math.max(record.cost.cpuSeconds, record.cost.wallSeconds);
}
