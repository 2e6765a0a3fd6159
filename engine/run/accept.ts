import type { Digest } from '../../base/digest.ts';
import { decodeSet } from '../../base/item-set.ts';
import type { ActionRecord, Waiver } from '../../cache/actions.ts';
import type { State } from '../../cache/state.ts';
import type { Key } from '../keys.ts';
import { readObject } from '../plan/items.ts';
import type { MissPlan } from '../plan/plan.ts';

/**
 * Takes the results that a node had under its last key over to its key of now: a decision of a person,
 * kept in the records with who and why. Of a map node, each item for which the last set had a value;
 * what is new is still to be made. Returns how many results were taken over.
 */
export function acceptLast(
  state: State,
  pipeline: string,
  miss: MissPlan,
  waiver: Pick<Waiver, 'by' | 'why'>,
): number {
  const last = state.recent.last(pipeline, miss.node.id);
  const record = last && state.actions.find(last);
  if (!last || record?.outcome !== 'ok') return 0;
  return state.transaction(
    () => {
      if (miss.node.kind === 'whole') return takeOver(state, last, record, miss.key, waiver);
      return acceptItems(state, miss, record, waiver);
    },
    { durable: true },
  );
}

function acceptItems(
  state: State,
  { node, items }: MissPlan,
  record: ActionRecord,
  waiver: Pick<Waiver, 'by' | 'why'>,
): number {
  const values = node.outputs[0]?.name as string;
  const before = new Map<Digest, Digest>();
  for (const { item, outcome } of decodeSet(readObject(state, record.outputs[values] as Digest))) {
    if (outcome?.ok) before.set(item, outcome.calculation);
  }
  let accepted = 0;
  for (const { item, key, state: known } of items?.work.values() ?? []) {
    const old = before.get(item);
    const paid = old && state.actions.find(old);
    if (known.kind !== 'todo' || !paid) continue;
    accepted += takeOver(state, old, paid, key, waiver);
  }
  return accepted;
}

function takeOver(
  { objects, actions }: State,
  of: Digest,
  record: ActionRecord,
  key: Key,
  waiver: Pick<Waiver, 'by' | 'why'>,
): number {
  objects.put(key.preimage);
  actions.record(key.digest, { ...record, origin: 'waiver', waiver: { of, ...waiver } });
  return 1;
}
