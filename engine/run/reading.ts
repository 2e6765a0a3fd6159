import type { Digest } from '../../base/digest.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { ItemState, ItemWork } from '../plan/item-state.ts';
import { readObject } from '../plan/items.ts';
import type { ItemTask, MapBackend, StageFailure } from '../stage.ts';
import type { MapWork } from './map-work.ts';
import { recordOf, thrownFailure } from './record.ts';

/** An item whose value is there. */
type Known = Extract<ItemState, { kind: 'known' }>;

/**
 * Reads a value out of a raw output and commits it under the reading's own key, in the transaction that is open.
 * Without a reader the raw output is the value, and there is nothing to keep but the reading's preimage. `bytes` are
 * the raw output's, where they are at hand.
 */
export function readRaw(
  { setting, backend, readingOf }: MapWork,
  { item, settings }: ItemWork,
  raw: Digest,
  bytes?: Uint8Array,
): Result<Known, StageFailure> {
  const { objects, actions } = setting.state;
  const reading = readingOf(raw);
  if (!backend.reading) {
    objects.put(reading.preimage);
    return ok({ kind: 'known', raw, value: raw, reading });
  }
  const task = { item, bytes: readObject(setting.state, item), with: settings };
  const read = reader(backend, bytes ?? readObject(setting.state, raw), task);
  if (!read.ok) return read;
  return setting.state.transaction(() => {
    const value = objects.put(read.value);
    objects.put(reading.preimage);
    actions.record(reading.digest, recordOf({ value }, FREE));
    return ok({ kind: 'known', raw, value, reading });
  });
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
