import type { MissPlan } from '../plan/plan.ts';
import { type Costing, itemCosting } from '../price/costing.ts';
import type { CostFeatures, ItemTask, MapBackend } from '../stage.ts';
import type { Cost } from './clock.ts';

/** What one item of a batch cost, and what that depends on. */
export interface ItemCost {
  readonly family: string;
  readonly features: CostFeatures;
  readonly cost: Cost;
}

/** What is calculated, and by what. */
interface Labelling {
  readonly miss: MissPlan;
  readonly backend: MapBackend;
}

/** Divides the cost of a batch among its items, in proportion to what the stage expects of each. */
export function itemCosts(
  { miss, backend }: Labelling,
  tasks: readonly ItemTask[],
  { cpuSeconds, wallSeconds }: Cost,
): readonly ItemCost[] {
  const costing: Costing<Uint8Array> = itemCosting(miss.node, backend);
  const features = tasks.map((task) => costing.features(task.with, task.bytes));
  const expected = features.map((one) => costing.prior.cpuSeconds(one));
  const sum = expected.reduce((total, one) => total + one, 0);
  return features.map((one, at) => {
    const part = sum > 0 ? (expected[at] as number) / sum : 1 / tasks.length;
    const cost = { cpuSeconds: cpuSeconds * part, wallSeconds: wallSeconds * part };
    return { family: costing.family, features: one, cost };
  });
}
