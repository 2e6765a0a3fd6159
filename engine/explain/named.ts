import type { Digest } from '../../base/digest.ts';
import type { NodePlan, Plan } from '../plan/plan.ts';

/** What a plan says will be made at a node: items of a set, or the node as a whole. */
export interface Named {
  readonly node: string;
  /** Items to be made, with the number of places that each has in the set; empty for a whole node. */
  readonly items: ReadonlyMap<Digest, number>;
  /** It depends on what a node above comes to: the node may turn out to be unchanged. */
  readonly maybe: boolean;
}

/** Everything that a plan names, in topological order. A set that only has to be put together is free. */
export function namedIn(plan: Plan): readonly Named[] {
  return plan.nodes.flatMap((planned): Named[] => {
    const node = planned.node.id;
    if (planned.state === 'hit') return [];
    if (planned.state === 'maybe') return [{ node, items: new Map(), maybe: true }];
    if (!planned.items) return [{ node, items: new Map(), maybe: false }];
    const items = new Map<Digest, number>();
    for (const { item } of planned.items.entries) {
      if (planned.items.work.get(item)?.state.kind === 'todo') {
        items.set(item, (items.get(item) ?? 0) + 1);
      }
    }
    return items.size === 0 ? [] : [{ node, items, maybe: false }];
  });
}

/** Of what was named, what another plan does not make: its items that are known or gone, or the whole. */
export function settledIn(named: Named, planned: NodePlan | undefined): Named | undefined {
  if (!planned || planned.state === 'hit') return named;
  if (planned.state === 'maybe' || !planned.items || named.items.size === 0) return undefined;
  const { work } = planned.items;
  const open = (item: Digest): boolean => OPEN.has(work.get(item)?.state.kind ?? 'gone');
  const items = [...named.items].filter(([item]) => !open(item));
  return items.length === 0 ? undefined : { ...named, items: new Map(items) };
}

/** What is not there; an item whose settings are refused is none that is known. */
const OPEN: ReadonlySet<string> = new Set(['todo', 'refused']);

/** What of `named` is left without `settled`. */
export function without(named: Named, settled: Named): Named | undefined {
  const items = [...named.items].filter(([item]) => !settled.items.has(item));
  return items.length === 0 ? undefined : { ...named, items: new Map(items) };
}
