import type { Digest } from '../../base/digest.ts';
import { decodeSet } from '../../base/item-set.ts';
import type { State } from '../../cache/state.ts';
import { look } from '../plan/look.ts';
import type { NodePlan, Plan } from '../plan/plan.ts';
import type { Batch, Budget, Purchase } from '../run/budget.ts';
import { surroundings } from '../run/run.ts';
import type { RunSetting } from '../run/setting.ts';
import { itemCosting } from './costing.ts';
import { sampleOf } from './flow.ts';
import type { CostModel } from './model.ts';
import { expectedCost } from './predict.ts';
import { featuresOf, learn } from './price.ts';

/** Of more items than this, as many are looked at to say what all of them cost. */
const LOOKED_AT = 2000;

/**
 * A budget of so many CPU seconds. A batch is bought where what was spent, what is in flight (as
 * expected) and what it is expected to cost itself stay within; so no more is spent beyond it than
 * what was in flight turned out dearer. Expectations are from what was recorded, and corrected by what the
 * purchases of this run came to beside what was expected of them.
 */
export function openBudget(state: State, seconds: number): Budget {
  const ledger = openLedger(state);
  const expected = expectations(state);
  let turn: Promise<unknown> = Promise.resolve();
  let met = false;
  const expect = (batch: Batch): number => expected(batch) * ledger.correction();
  const decide = async (batch: Batch): Promise<Purchase | undefined> => {
    for (;;) {
      if (met) return undefined;
      const price = expect(batch);
      if (ledger.committed() + price <= seconds) return ledger.begin(batch, expected(batch));
      const ended = ledger.nextEnd();
      if (!ended) met = true;
      else await ended;
    }
  };
  return {
    count: ledger.count,
    expect,
    admit(batch) {
      const answer = turn.then(() => decide(batch));
      turn = answer.catch(() => undefined);
      return answer;
    },
  };
}

/** What was spent, and what is in flight. */
interface Ledger {
  count(keys: readonly Digest[]): void;
  /** Spent, and expected of what is in flight. */
  committed(): number;
  begin(batch: Batch, expected: number): Purchase;
  /** Resolves when something in flight ends; undefined where nothing is. */
  nextEnd(): Promise<void> | undefined;
  /** What purchases came to, as a factor of what was expected of them. */
  correction(): number;
}

function openLedger(state: State): Ledger {
  const counted = new Set<Digest>();
  const flying = new Map<Purchase, number>();
  const waiting: (() => void)[] = [];
  let spent = 0;
  let bought = { cost: 0, expected: 0, largest: 0 };
  const correction = (): number =>
    bought.expected > 0 ? (bought.cost + bought.largest) / (bought.expected + bought.largest) : 1;
  const begin = ({ items }: Batch, expected: number): Purchase => {
    const purchase: Purchase = {
      end(cpuSeconds) {
        if (!flying.delete(purchase)) return;
        for (const { key } of items) counted.add(key.digest);
        spent += cpuSeconds;
        const largest = Math.max(bought.largest, expected);
        bought = { cost: bought.cost + cpuSeconds, expected: bought.expected + expected, largest };
        for (const wake of waiting.splice(0)) wake();
      },
    };
    flying.set(purchase, expected);
    return purchase;
  };
  return {
    begin,
    correction,
    count(keys) {
      const fresh = keys.filter((key) => !counted.has(key));
      for (const key of fresh) counted.add(key);
      for (const { cost } of state.actions.findMany(fresh).values()) spent += cost.cpuSeconds;
    },
    committed: () => [...flying.values()].reduce((sum, one) => sum + one, 0) * correction() + spent,
    nextEnd: () =>
      flying.size === 0 ? undefined : new Promise((resolve) => waiting.push(resolve)),
  };
}

/** What a batch is expected to cost, by the model of its family as it is when first asked. */
function expectations(state: State): (batch: Batch) => number {
  const models = new Map<string, CostModel>();
  return ({ node, backend, items }) => {
    const costing = itemCosting(node, backend);
    const sample = sampleOf(items, LOOKED_AT).flatMap((item) => featuresOf(state, costing, item));
    if (sample.length === 0) return 0;
    const model = models.get(costing.family) ?? learn(state, costing, sample[0]);
    models.set(costing.family, model);
    return expectedCost(model, { sample, count: items.length });
  };
}

/** A run with a budget, from which what was paid for its items before is taken first. */
export async function withBudget(setting: RunSetting, seconds: number): Promise<RunSetting> {
  const budget = openBudget(setting.state, seconds);
  const { plan } = await look(setting.pipeline, surroundings(setting, false));
  budget.count(paidFor(setting.state, plan));
  return { ...setting, budget };
}

/** The calculations that a plan finds paid for: of map nodes that are hits, and known items of others. */
const paidFor = (state: State, plan: Plan): readonly Digest[] =>
  plan.nodes.flatMap((planned) => paidOf(state, planned));

function paidOf(state: State, planned: NodePlan): readonly Digest[] {
  if (planned.node.kind !== 'map') return [];
  if (planned.state === 'miss') {
    const items = [...(planned.items?.work.values() ?? [])];
    return items.flatMap(({ key, state: now }) => (now.kind === 'todo' ? [] : [key.digest]));
  }
  if (planned.state === 'maybe') return [];
  const set = planned.outputs[planned.node.outputs[0]?.name ?? ''];
  const read = set && state.objects.read(set);
  if (!read?.ok) return [];
  return decodeSet(read.value).flatMap(({ outcome }) => (outcome?.ok ? [outcome.calculation] : []));
}
