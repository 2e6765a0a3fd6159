import type { Digest } from '../../base/digest.ts';
import { ok, type Result } from '../../base/result.ts';
import { readingKey } from '../keys.ts';
import type { ItemWork } from '../plan/item-state.ts';
import { readObject } from '../plan/items.ts';
import type { StageFailure } from '../stage.ts';
import type { MapWork } from './map-work.ts';
import { recordOf } from './record.ts';

/**
 * Reads a value out of a raw output and commits it under the reading's own key. Without a reader the
 * raw output is the value, and there is nothing to keep but the reading's preimage.
 */
export function readRaw(
  { setting, miss, backend }: MapWork,
  { item, settings }: ItemWork,
  raw: Digest,
): Result<Digest, StageFailure> {
  if (!backend.reading) return ok(raw);
  const task = { item, bytes: readObject(setting.state, item), with: settings };
  const value = backend.reading.read(readObject(setting.state, raw), task);
  if (!value.ok) return value;
  const key = readingKey(miss.node, raw);
  return setting.state.transaction(() => {
    const digest = setting.state.objects.put(value.value);
    setting.state.objects.put(key.preimage);
    const free = { cpuSeconds: 0, wallSeconds: 0 };
    setting.state.actions.record(key.digest, recordOf({ value: digest }, free));
    return ok(digest);
  });
}
