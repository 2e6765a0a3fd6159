import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestBytes } from '../../../base/digest.ts';
import type { PlanEvent, PlanSummary } from '../../../engine/events.ts';
import { planEvents, planSummary } from '../../../engine/plan/summary.ts';
import { pricePlan } from '../../../engine/price/price.ts';
import { pricedEvents, pricedSummary } from '../../../engine/price/said.ts';
import { numberStages, openWheel } from '../../support/number-stages.ts';
import { openRig, type Rig } from '../../support/rig.ts';

let rig: Rig;
const stages = numberStages(openWheel());
beforeEach(() => {
  rig = openRig(stages);
});
afterEach(() => rig.close());

const yaml = (count: number, by = 2): string => `
version: 1
name: prices
nodes:
  numbers: { uses: numbers, with: { count: ${count} } }
  doubled: { uses: double, with: { by: ${by} }, inputs: { numbers: numbers } }
  total: { uses: sum, inputs: { values: doubled } }
  twice: { uses: sum, inputs: { values: [doubled, doubled] } }
`;

async function priced(text: string, lanes = 2) {
  const plan = await rig.plan(text);
  const setting = { state: rig.state(), load: (node: { uses: string }) => stages.load(node.uses) };
  const price = await pricePlan(plan, { ...setting, lanes });
  const events = pricedEvents(planEvents(plan), price);
  const of = (node: string): PlanEvent['price'] =>
    events.find((event) => event.node === node)?.price;
  return { of, summary: pricedSummary(planSummary(plan, 0), price) };
}

/** Costs as they might have been recorded: so many, of one CPU second each. */
function record(
  family: string,
  count: number,
  features: { readonly [name: string]: number },
): void {
  for (let at = 0; at < count; at++) {
    const cost = { cpuSeconds: 1, wallSeconds: 1, features };
    rig.state().costs.add(family, digestBytes(`${at}`), at, cost);
  }
}
const empty = { pieces: 0, records: 0, cpu_s: [0, 0, 0] as const };
const price = (summary: PlanSummary): NonNullable<PlanSummary['price']> => {
  if (!summary.price) throw new Error('no price');
  return summary.price;
};

describe('the price of a plan', () => {
  it('is named before anything was ever run, and says that it is a guess', async () => {
    const { of, summary } = await priced(yaml(3));
    expect(of('numbers')).toMatchObject({ records: 0, pieces: 1 });
    expect(of('doubled')?.unknown).toContain('how many items come in is not known yet');
    expect(price(summary).unknown?.join()).toContain("numbers: nothing recorded yet: the stage's");
    expect(price(summary).cpu_s[0]).toBeGreaterThan(0);
  });

  it('is nothing where everything is known', async () => {
    await rig.run(yaml(3));
    const { of, summary } = await priced(yaml(3));
    expect(of('doubled')).toBeUndefined();
    expect(price(summary)).toEqual({ cpu_s: [0, 0, 0], wall_s: [0, 0, 0] });
  });

  it('counts what is missing only, at what it cost before', async () => {
    await rig.run(yaml(40));
    await rig.run(yaml(99).split('  doubled:')[0] as string);
    record('double/double', 500, { bytes: 2 });
    const { pieces, records, cpu_s } = (await priced(yaml(99))).of('doubled') ?? empty;
    expect(pieces).toBe(59);
    expect(records).toBe(540);
    expect(cpu_s[0]).toBeLessThan(60);
    expect(cpu_s[1]).toBeGreaterThan(40);
    expect(cpu_s[2]).toBeLessThan(90);
  });

  it('has two bounds where something is only maybe, one where nothing is', async () => {
    await rig.run(yaml(3));
    record('sum/sum', 30, { items: 3, bytes: 3 });
    const maybe = await priced(yaml(3, 5));
    const { cpu_s, least } = price(maybe.summary);
    expect(least?.cpu_s[1]).toBeLessThan(1);
    expect(cpu_s[1]).toBeGreaterThan(1);
    const sure = await priced(yaml(3).replace('uses: sum,', 'uses: sum, with: { plus: 1 },'));
    expect(price(sure.summary).least).toBeUndefined();
  });

  it('knows what flows into nodes whose inputs are not made yet', async () => {
    await rig.run(yaml(3));
    const { of } = await priced(yaml(3, 5));
    expect(of('total')?.unknown).toBeUndefined();
    rig.state().costs.add('sum/sum', digestBytes('x'), 1, {
      cpuSeconds: 1,
      wallSeconds: 1,
      features: { items: 3, bytes: 3 },
    });
    expect((await priced(yaml(3, 5))).of('twice')?.pieces).toBe(1);
  });

  it('has a shorter wall time with more lanes, never shorter than the longest chain', async () => {
    await rig.run(yaml(40));
    record('double/double', 200, { bytes: 2 });
    const [one, four] = [await priced(yaml(40, 5), 1), await priced(yaml(40, 5), 4)];
    expect(one.of('doubled')?.cpu_s).toEqual(four.of('doubled')?.cpu_s);
    const wall = (plan: typeof one): number => plan.of('doubled')?.wall_s[1] ?? 0;
    expect(wall(one) / wall(four)).toBeCloseTo(4, 1);
    const { wall_s } = price(four.summary);
    expect(wall_s[1]).toBeGreaterThanOrEqual(wall(four) * 0.9);
  });

  it('is the same at every look', async () => {
    await rig.run(yaml(9));
    expect((await priced(yaml(9, 5))).summary.price).toEqual(
      (await priced(yaml(9, 5))).summary.price,
    );
  });
});
