import type { Digest } from '../../base/digest.ts';
import type { ItemState, ItemWork } from '../plan/item-state.ts';
import { type ItemsPlan, planItems } from '../plan/items.ts';
import type { MapWork } from './map-work.ts';

/** A set of which nothing is left to calculate: its items, and what is known of each by now. */
export interface Finished {
  readonly plan: ItemsPlan;
  stateOf(item: ItemWork): ItemState;
}

/** A plan with what is known since. */
export const finishedBy = ({ settled }: MapWork, plan: ItemsPlan): Finished => ({
  plan,
  stateOf: ({ item, state }) => settled.get(item) ?? plan.work.get(item)?.state ?? state,
});

/** Whether an item is still to be calculated. */
export const isOpen = ({ failed, settled }: MapWork, { item, state }: ItemWork): boolean =>
  (settled.get(item) ?? state).kind === 'todo' && !failed.has(item);

/** What another node of this run has paid for since the plan was made is not bought again. */
export function findPaid(work: MapWork, planned: ItemsPlan): void {
  const { setting, miss } = work;
  if (setting.claims.released() === 0 || setting.choice.force.has(miss.node.id)) return;
  const todo = [...planned.work.values()].filter((item) => isOpen(work, item));
  for (const [item, state] of lookAgain(work, todo)) {
    if (state.kind !== 'stands') work.settled.set(item, state);
  }
}

/** Waits for what others calculate, and looks at what came of it. */
export async function calculatedElsewhere(
  work: MapWork,
  items: readonly ItemWork[],
): Promise<void> {
  const { setting, settled } = work;
  await Promise.all(items.map(({ key }) => setting.claims.free(key.digest)));
  for (const [item, state] of lookAgain(work, items)) settled.set(item, state);
}

/** What is known by now of items of which nothing was. */
function lookAgain(
  { setting, miss, backend }: MapWork,
  items: readonly ItemWork[],
): readonly (readonly [item: Digest, state: ItemState])[] {
  const entries = items.map(({ item }) => ({ item, attributes: item }));
  const now = planItems(miss.node, backend, entries, { state: setting.state });
  return [...now.work.values()].flatMap(({ item, state }) =>
    state.kind === 'todo' ? [] : [[item, state] as const],
  );
}
