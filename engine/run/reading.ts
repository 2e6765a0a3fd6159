import type { Digest } from '../../base/digest.ts';
import { digestBytes } from '../../base/digest.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { ItemState, ItemWork } from '../plan/item-state.ts';
import type { ItemTask, MapBackend, StageFailure } from '../stage.ts';
import type { ItemRows } from './item-rows.ts';
import type { MapWork } from './map-work.ts';
import { recordOf, thrownFailure } from './record.ts';

/** An item whose value is there. */
type Known = Extract<ItemState, { kind: 'known' }>;

/** What a calculation gave, as it was paid for. */
export interface RawOutput {
  readonly digest: Digest;
  readonly bytes: Uint8Array;
}

/** An item with its bytes, which a reader may look at. */
export interface ItemBytes {
  readonly item: ItemWork;
  readonly bytes: Uint8Array;
}

/**
 * Reads a value out of a raw output; `rows` gets what is to be committed of it, under the reading's own key. Without a
 * reader the raw output is the value, and there is nothing to keep but the reading's preimage.
 */
export function readRaw(
  { backend, readingOf }: MapWork,
  rows: ItemRows,
  { item: { item, settings }, bytes }: ItemBytes,
  raw: RawOutput,
): Result<Known, StageFailure> {
  const reading = readingOf(raw.digest);
  const known = (value: Digest) => ok({ kind: 'known', raw: raw.digest, value, reading } as const);
  if (!backend.reading) {
    rows.values.push([reading.digest, reading.preimage]);
    return known(raw.digest);
  }
  const read = reader(backend, raw.bytes, { item, bytes, with: settings });
  if (!read.ok) return read;
  const value = digestBytes(read.value);
  rows.values.push([value, read.value], [reading.digest, reading.preimage]);
  rows.records.push([reading.digest, recordOf({ value }, FREE)]);
  return known(value);
}

/** A reader that throws must not undo the commit of what was paid for. */
function reader(
  { name, reading }: MapBackend,
  raw: Uint8Array,
  task: ItemTask,
): Result<Uint8Array, StageFailure> {
  if (!reading) return ok(raw);
  try {
    return reading.read(raw, task);
  } catch (error) {
    return fail(thrownFailure(error, name));
  }
}

const FREE = { cpuSeconds: 0, wallSeconds: 0 };
