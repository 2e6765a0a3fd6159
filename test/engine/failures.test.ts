import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fail } from '../../base/result.ts';
import { numberStages, openWheel, type Wheel } from '../support/number-stages.ts';
import { openRig, type Rig } from '../support/rig.ts';

const PIPELINE = `
version: 1
name: numbers
nodes:
  numbers: { uses: numbers, with: { count: 5 } }
  doubled: { uses: double, inputs: { numbers: numbers }, retry: { attempts: 2 } }
  total: { uses: sum, inputs: { values: doubled } }
  other: { uses: numbers, with: { count: 1 } }
`;

let wheel: Wheel;
let rig: Rig;
beforeEach(() => {
  wheel = openWheel();
  rig = openRig(numberStages(wheel));
});
afterEach(() => rig.close());

const failing = (value: number, kind: 'infra' | 'physics' | 'invalid', times = Infinity) => {
  let left = times;
  wheel.before = async (now) => {
    if (now !== value || left <= 0) return undefined;
    left -= 1;
    return fail({ class: kind, message: `${value} fails` });
  };
};

describe('a failing item', () => {
  it.each(['infra', 'physics', 'invalid'] as const)(
    'of class %s leaves a hole that is accounted for',
    async (kind) => {
      failing(3, kind);
      const { summary, events } = await rig.run(PIPELINE);
      expect(summary).toMatchObject({
        ok: false,
        nodes: { executed: 2, failed: 1, skipped: 1 },
        items: { executed: 4, cached: 0, failed: 1, skipped: 0 },
      });
      expect(events).toContainEqual(expect.objectContaining({ type: 'item-failed', class: kind }));
      expect(wheel.ran).not.toContain('sum');
    },
  );

  it('of infra is tried again, and the set is whole', async () => {
    failing(3, 'infra', 1);
    const { summary, events } = await rig.run(PIPELINE);
    expect(summary).toMatchObject({ ok: true, items: { executed: 5, failed: 0 } });
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'retry', attempt: 2, attempts: 2 }),
    );
  });

  it('of physics stands: the next run buys it not again and reports it', async () => {
    failing(3, 'physics');
    await rig.run(PIPELINE);
    wheel.before = async () => undefined;
    const { summary } = await rig.run(PIPELINE);
    expect(summary.items).toEqual({ executed: 0, cached: 4, failed: 1, skipped: 0 });
    expect(wheel.calculated).not.toContain(3);
  });

  it.each(['infra', 'invalid'] as const)(
    'of %s is not cached: the next run calculates it',
    async (kind) => {
      failing(3, kind);
      await rig.run(PIPELINE);
      wheel.before = async () => undefined;
      const { summary } = await rig.run(PIPELINE);
      expect(summary).toMatchObject({ ok: true, items: { executed: 1, cached: 4, failed: 0 } });
    },
  );

  it('that throws fails its batch as infra and loses nothing else', async () => {
    wheel.before = async (value) => {
      if (value === 3) throw new Error('the program crashed');
      return undefined;
    };
    const { summary } = await rig.run(PIPELINE);
    expect(summary.items.failed).toBeGreaterThan(0);
    expect(summary.items.failed + summary.items.executed).toBe(5);
    wheel.before = async () => undefined;
    expect((await rig.run(PIPELINE)).summary.ok).toBe(true);
  });
});

describe('an interrupted run', () => {
  it('keeps what was finished, and the next one goes on', async () => {
    const whole = openRig(numberStages(openWheel()));
    const { summary: uninterrupted } = await whole.run(PIPELINE);
    whole.close();
    const controller = new AbortController();
    wheel.before = async (value) => {
      if (value === 4) controller.abort(new Error('interrupted'));
      return undefined;
    };
    const cut = await rig.run(PIPELINE, { jobs: 1, signal: controller.signal });
    expect(cut.summary).toMatchObject({ ok: false, interrupted: true });
    const before = wheel.calculated.length;
    wheel.before = async () => undefined;
    const { summary } = await rig.run(PIPELINE);
    expect(summary.ok).toBe(true);
    expect(summary.outputs).toEqual(uninterrupted.outputs);
    expect(summary.items.executed).toBe(5 - before);
    expect([...wheel.calculated].sort()).toEqual([1, 2, 3, 4, 5]);
  });
});
