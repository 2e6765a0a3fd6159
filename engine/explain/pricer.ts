import type { Plan } from '../plan/plan.ts';
import { pricePlan } from '../price/price.ts';
import type { RunSetting } from '../run/setting.ts';
import type { Price } from './explanation.ts';

/**
 * Prices what an explanation names by the price of the plan that makes it: an item as the mean of the
 * items of its node. What only may be made has no price.
 */
export async function pricer(plan: Plan, { state, load }: RunSetting): Promise<Price> {
  const { nodes } = await pricePlan(plan, { state, load, lanes: 1 });
  const byNode = new Map(nodes.map((one) => [one.node, one]));
  return ({ node, items, maybe }) => {
    const priced = byNode.get(node);
    if (maybe || !priced || priced.pieces === 0) return undefined;
    const [, seconds] = priced.cpu;
    const share = items.size === 0 ? 1 : items.size / priced.pieces;
    return (seconds * share) / 3600;
  };
}
