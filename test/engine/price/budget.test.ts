import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestBytes } from '../../../base/digest.ts';
import type { State } from '../../../cache/state.ts';
import type { EngineEvent } from '../../../engine/events.ts';
import type { ValidNode } from '../../../engine/pipeline.ts';
import { openBudget } from '../../../engine/price/budget.ts';
import type { StageRegistry } from '../../../engine/registry.ts';
import type { Batch, Purchase } from '../../../engine/run/budget.ts';
import { NOT_BOUGHT } from '../../../engine/run/budget.ts';
import type { MapBackend, MapStage } from '../../../engine/stage.ts';
import { numberStages, openWheel, type Wheel } from '../../support/number-stages.ts';
import { openRig, type Rig, type RigRun } from '../../support/rig.ts';

/** What a number costs is what the number says, thousandths of a second; `factor` is how wrong the guess is. */
const priced = (factor: number): Pick<MapBackend, 'batch' | 'cost'> => ({
  batch: 1,
  cost: {
    features: (_, bytes) => ({ value: Number(Buffer.from(bytes).toString()) }),
    prior: { cpuSeconds: ({ value = 0 }) => factor * (value / 1000), spread: 2 },
  },
});

function stagesOf(wheel: Wheel): StageRegistry {
  const plain = numberStages(wheel);
  const load = async (name: string) => {
    const stage = await plain.load(name);
    if (name !== 'double') return stage;
    const { backend } = stage as MapStage;
    return { ...(stage as MapStage), backend: () => ({ ...backend({}), ...priced(1) }) };
  };
  return { names: plain.names, load };
}

let wheel: Wheel;
let rig: Rig;
beforeEach(() => {
  wheel = openWheel();
  rig = openRig(stagesOf(wheel));
});
afterEach(() => rig.close());

function burn(seconds: number): void {
  const begun = process.cpuUsage();
  for (let used = 0; used < seconds; ) {
    const { user, system } = process.cpuUsage(begun);
    used = (user + system) / 1e6;
  }
}

const yaml = (count: number, first = 10): string => `
version: 1
name: bought
nodes:
  numbers: { uses: numbers, with: { count: ${count}, first: ${first} } }
  doubled: { uses: double, inputs: { numbers: numbers }, allow_missing: 90% }
  total: { uses: sum, inputs: { values: doubled } }
`;
const finished = ({ events }: RigRun, node: string): EngineEvent | undefined =>
  events.find((event) => event.type === 'node-finished' && event.node === node);
const inOrder = (numbers: readonly number[]): readonly number[] =>
  [...numbers].sort((a, b) => a - b);

describe('a run with a budget', () => {
  beforeEach(() => {
    wheel.before = async (value) => {
      burn(value / 1000);
      return undefined;
    };
  });

  it('buys the first items until it is met, says what is left, and is not done', async () => {
    const run = await rig.run(yaml(20), { budget: 0.15, jobs: 1 });
    const bought = wheel.calculated.length;
    expect(bought).toBeGreaterThan(3);
    expect(bought).toBeLessThan(13);
    expect(wheel.calculated).toEqual(Array.from({ length: bought }, (_, at) => 10 + at));
    expect(run.summary).toMatchObject({
      ok: false,
      nodes: { failed: 0, skipped: 2 },
      items: { executed: bought, cached: 0, failed: 0, skipped: 20 - bought },
    });
    expect(finished(run, 'doubled')).toMatchObject({
      outcome: 'skipped',
      failure: {
        message: expect.stringMatching(
          new RegExp(
            `^budget met: ${bought} of 20 values bought, ${20 - bought} left, about .* s$`,
          ),
        ),
      },
    });
    expect(run.events.filter(({ type }) => type === 'item-failed')).toEqual([]);
  });

  it('buys nothing more when run again, the difference when raised, all without one', async () => {
    await rig.run(yaml(20), { budget: 0.1, jobs: 1 });
    const first = wheel.calculated.length;
    await rig.run(yaml(20), { budget: 0.1, jobs: 1 });
    expect(wheel.calculated.length - first).toBeLessThanOrEqual(1);
    await rig.run(yaml(20), { budget: 0.2, jobs: 2 });
    const second = wheel.calculated.length;
    expect(second).toBeGreaterThan(first + 2);
    expect(second).toBeLessThan(18);
    const { summary } = await rig.run(yaml(20));
    expect(summary).toMatchObject({ ok: true, items: { executed: 20 - second, cached: second } });
    expect(inOrder(wheel.calculated)).toEqual(Array.from({ length: 20 }, (_, at) => 10 + at));
    expect((await rig.run(yaml(20), { budget: 0.001 })).summary.ok).toBe(true);
  });

  it('counts what failed, too', async () => {
    wheel.before = async (value) => {
      burn(value / 1000);
      return { ok: false, error: { class: 'physics', message: 'no' } };
    };
    const { summary } = await rig.run(yaml(20), { budget: 0.1, jobs: 1 });
    expect(summary.items.failed).toBeGreaterThan(2);
    expect(summary.items.failed).toBeLessThan(11);
    expect(summary.items.failed + summary.items.skipped).toBe(20);
  });
});

const node = { id: 'doubled', uses: 'double', with: {}, backend: { name: 'double', version: 1 } };

function batchOf(state: State, value: number, factor: number): Batch {
  const item = state.objects.put(String(value));
  const key = { digest: digestBytes(`key of ${value}`), preimage: '' };
  const work = { item, key, settings: {}, state: { kind: 'todo' } } as const;
  const backend = priced(factor) as MapBackend;
  return { node: node as unknown as ValidNode, backend, items: [work] };
}

/** Buys values in order, `lanes` at a time; each ends when a lane is wanted, and costs what it is. */
async function buyAll(
  values: readonly number[],
  budget: number,
  lanes: number,
  factor: number,
): Promise<{ bought: number[]; inFlight: number }> {
  const state = rig.state();
  const open = openBudget(state, budget);
  const bought: number[] = [];
  let flying: (readonly [value: number, purchase: Purchase])[] = [];
  let inFlight = 0;
  const endFirst = (): void => {
    const [first, ...rest] = flying;
    flying = rest;
    first?.[1].end(first[0] / 1000);
  };
  for (const value of values) {
    if (flying.length >= lanes) endFirst();
    const asked = open.admit(batchOf(state, value, factor));
    let answer: Purchase | undefined | 'waits' = 'waits';
    void asked.then((given) => {
      answer = given;
    });
    for (;;) {
      for (let turn = 0; turn < 8; turn++) await Promise.resolve();
      if (answer !== 'waits') break;
      endFirst();
    }
    if (!answer) continue;
    bought.push(value);
    flying.push([value, answer as Purchase]);
    inFlight = Math.max(
      inFlight,
      flying.reduce((sum, [one]) => sum + one / 1000, 0),
    );
  }
  while (flying.length > 0) endFirst();
  return { bought, inFlight };
}

describe('a budget', () => {
  const values = fc.uniqueArray(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 30 });

  it('buys a first part of what is asked for, and is overshot by no more than was in flight', async () => {
    await fc.assert(
      fc.asyncProperty(
        values,
        fc.double({ min: 0.1, max: 60, noNaN: true }),
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom(0.2, 1, 5),
        async (asked, seconds, lanes, factor) => {
          const { bought, inFlight } = await buyAll(asked, seconds, lanes, factor);
          expect(bought).toEqual(asked.slice(0, bought.length));
          const spent = bought.reduce((sum, value) => sum + value / 1000, 0);
          expect(spent).toBeLessThanOrEqual(seconds + inFlight);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('of more buys all that one of less buys, where the guess is right', async () => {
    await fc.assert(
      fc.asyncProperty(
        values,
        fc.tuple(
          fc.double({ min: 0.1, max: 40, noNaN: true }),
          fc.double({ min: 0.1, max: 40, noNaN: true }),
        ),
        async (asked, budgets) => {
          const [less, more] = inOrder(budgets) as [number, number];
          const one = await buyAll(asked, less, 1, 1);
          const two = await buyAll(asked, more, 1, 1);
          expect(two.bought.slice(0, one.bought.length)).toEqual(one.bought);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('counts each result that was paid for once', async () => {
    const state = rig.state();
    const keys = [1, 2, 3].map((value) => digestBytes(`key of ${value}`));
    for (const key of keys) {
      const cost = { cpuSeconds: 1, wallSeconds: 1 };
      state.actions.record(key, { outputs: {}, outcome: 'ok', cost, made: 1, origin: 'run' });
    }
    const open = openBudget(state, 4);
    open.count(keys);
    open.count(keys);
    const purchase = await open.admit(batchOf(state, 500, 1));
    expect(purchase).toEqual({ end: expect.any(Function) });
    purchase?.end(0.5);
    purchase?.end(99);
    expect(await open.admit(batchOf(state, 300, 1))).toEqual({ end: expect.any(Function) });
    expect(NOT_BOUGHT.class).toBe('infra');
  });
});
