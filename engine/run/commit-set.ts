import { canonicalText } from '../../base/canonical.ts';
import type { Digest } from '../../base/digest.ts';
import { encodeSet, type SetEntry, type SetOutcome } from '../../base/item-set.ts';
import type { ItemWork } from '../plan/item-state.ts';
import type { ItemsPlan } from '../plan/items.ts';
import type { MissPlan } from '../plan/plan.ts';
import type { Outputs } from '../stage.ts';
import type { Cost } from './clock.ts';
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
  plan: ItemsPlan,
  holes: readonly Hole[],
  cost: Cost,
): Outputs {
  const { objects, actions } = state;
  const [values, failures] = miss.node.outputs.map(({ name }) => name) as [string, string];
  return state.transaction(() => {
    const failed = new Map<Digest, SetOutcome>(
      holes.map(({ entry, failure: { class: kind, message } }) => {
        const failure = objects.put(canonicalText({ class: kind, message }));
        return [entry.item, { ok: false, failure }];
      }),
    );
    for (const { state: item } of plan.work.values()) {
      if (item.kind === 'known') objects.put(item.reading.preimage);
    }
    const entries = plan.entries.map((entry) => ({
      ...entry,
      outcome: failed.get(entry.item) ?? knownOutcome(plan, entry),
    }));
    const outputs = {
      [values]: objects.put(encodeSet(entries)),
      [failures]: objects.put(encodeSet(entries.filter(({ outcome }) => !outcome.ok))),
    };
    const contents = objects.put(contentsOf(plan, failed));
    objects.put(miss.key.preimage);
    const counts = { items: plan.entries.length, ...(holes.length > 0 && { holes: holes.length }) };
    if (holes.every(({ stands }) => stands)) {
      actions.record(miss.key.digest, { ...recordOf(outputs, cost), contents, ...counts });
    }
    return outputs;
  });
}

function knownOutcome(plan: ItemsPlan, { item }: SetEntry): SetOutcome {
  const work = plan.work.get(item) as ItemWork;
  if (work.state.kind !== 'known') throw new Error('internal error: an item without an outcome');
  const { value, reading } = work.state;
  return { ok: true, value, calculation: work.key.digest, reading: reading.digest };
}

/** The values with their keys, and the reasons of the holes. */
function contentsOf(plan: ItemsPlan, failed: ReadonlyMap<Digest, SetOutcome>): string {
  const digests = [...plan.work.values()].flatMap(({ key, state }) =>
    state.kind === 'known' ? [state.value, key.digest, state.reading.digest] : [],
  );
  const reasons = [...failed.values()].flatMap((hole) => (hole.ok ? [] : [hole.failure]));
  return [...digests, ...reasons].join('\n');
}
