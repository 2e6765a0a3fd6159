import { canonicalText } from '../../base/canonical.ts';
import type { Digest } from '../../base/digest.ts';
import { encodeSet, linesBytes, type SetEntry, type SetOutcome } from '../../base/item-set.ts';
import type { Objects } from '../../cache/objects.ts';
import type { Key } from '../keys.ts';
import type { ItemWork } from '../plan/item-state.ts';
import type { MissPlan } from '../plan/plan.ts';
import type { Outputs } from '../stage.ts';
import type { Cost } from './clock.ts';
import type { Finished } from './finished.ts';
import type { Hole } from './holes.ts';
import { recordOf } from './record.ts';
import type { RunSetting } from './setting.ts';

/**
 * Puts the sets of a map node together and commits them: its values in the order of its input, with
 * its holes in their places, and its failures apart. A hole that does not stand (the machine's fault)
 * leaves the node without a record, so that the next run looks again.
 */
export function commitSet(
  { state }: RunSetting,
  miss: MissPlan,
  finished: Finished,
  holes: readonly Hole[],
  cost: Cost,
): Outputs {
  const { objects, actions } = state;
  const { entries } = finished.plan;
  const [values, failures] = miss.node.outputs.map(({ name }) => name) as [string, string];
  return state.transaction(() => {
    const failed = new Map<Digest, SetOutcome>(
      holes.map(({ entry, failure: { class: kind, message } }) => {
        const failure = objects.put(canonicalText({ class: kind, message }));
        return [entry.item, { ok: false, failure }];
      }),
    );
    keepReadings(objects, finished);
    const withOutcome = (entry: SetEntry): SetEntry => ({
      ...entry,
      outcome: failed.get(entry.item) ?? knownOutcome(finished, entry),
    });
    const ofHoles = entries.filter(({ item }) => failed.has(item)).map(withOutcome);
    const outputs = {
      [values]: objects.put(encodeSet(mapped(entries, withOutcome))),
      [failures]: objects.put(encodeSet(ofHoles)),
    };
    const contents = objects.put(contentsOf(finished, failed));
    objects.put(miss.key.preimage);
    const counts = { items: entries.length, ...(holes.length > 0 && { holes: holes.length }) };
    if (holes.every(({ stands }) => stands)) {
      actions.record(miss.key.digest, { ...recordOf(outputs, cost), contents, ...counts });
    }
    return outputs;
  });
}

function* mapped<A, B>(all: Iterable<A>, of: (one: A) => B): Generator<B> {
  for (const one of all) yield of(one);
}

/** The texts behind the readings that were known before this run; those of its own were committed with their items. */
function keepReadings(objects: Objects, { plan }: Finished): void {
  const readings = new Map<Digest, Key>();
  for (const { state } of plan.work.values()) {
    if (state.kind === 'known') readings.set(state.reading.digest, state.reading);
  }
  for (const { digest } of objects.wholeMany([...readings.keys()])) {
    objects.put((readings.get(digest) as Key).preimage);
  }
}

function knownOutcome({ plan, stateOf }: Finished, { item }: SetEntry): SetOutcome {
  const work = plan.work.get(item) as ItemWork;
  const state = stateOf(work);
  if (state.kind !== 'known') throw new Error('internal error: an item without an outcome');
  const { value, reading } = state;
  return { ok: true, value, calculation: work.key.digest, reading: reading.digest };
}

/** The values with their keys, and the reasons of the holes. */
function contentsOf(finished: Finished, failed: ReadonlyMap<Digest, SetOutcome>): Uint8Array {
  const lines = linesBytes(contentLines(finished, failed));
  // As it always was: no end of line after the last.
  return lines.subarray(0, Math.max(0, lines.length - 1));
}

function* contentLines(
  { plan, stateOf }: Finished,
  failed: ReadonlyMap<Digest, SetOutcome>,
): Generator<string> {
  for (const item of plan.work.values()) {
    const state = stateOf(item);
    if (state.kind !== 'known') continue;
    yield state.value;
    yield item.key.digest;
    yield state.reading.digest;
  }
  for (const hole of failed.values()) if (!hole.ok) yield hole.failure;
}
