import type { Digest } from '../base/digest.ts';
import type { State } from '../cache/state.ts';

/** A value that was paid for elsewhere, with the preimages of the two actions behind it. */
export interface Adoptable {
  readonly item: Uint8Array;
  readonly value: Uint8Array;
  readonly calculation: string;
  readonly reading: string;
}

/**
 * Takes values over into a workspace, so that no node of it buys them again. A calculation that the
 * workspace knows already is left alone. Returns how many were new. The caller vouches that each
 * value is the one its preimages speak of.
 */
export function adopt(state: State, values: readonly Adoptable[]): number {
  return state.transaction(() => values.filter((value) => adoptOne(state, value)).length, {
    durable: true,
  });
}

function adoptOne({ objects, actions }: State, value: Adoptable): boolean {
  const key = objects.put(value.calculation);
  const known = actions.find(key);
  const there = known?.outcome === 'ok' && objects.isWhole(known.outputs.raw as Digest).ok;
  if (there) return false;
  objects.put(value.item);
  const kept = objects.put(value.value);
  const reading = objects.put(value.reading);
  const record = {
    outcome: 'ok',
    cost: { cpuSeconds: 0, wallSeconds: 0 },
    made: Date.now(),
    origin: 'import',
  } as const;
  actions.record(key, { ...record, outputs: { raw: rawOf(value.reading) } });
  actions.record(reading, { ...record, outputs: { value: kept } });
  return true;
}

/** The raw output that a reading's preimage names; with an identity reading it is the value itself. */
function rawOf(reading: string): Digest {
  const [, , { raw }] = JSON.parse(reading) as [string, number, { readonly raw: Digest }];
  return raw;
}
