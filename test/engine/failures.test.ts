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

/** Without retries, a fault of the machine leaves no trace. */
const ONCE = PIPELINE.replace(', retry: { attempts: 2 }', '');

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
      await rig.run(ONCE);
      wheel.before = async () => undefined;
      const { summary } = await rig.run(ONCE);
      expect(summary).toMatchObject({ ok: true, items: { executed: 1, cached: 4, failed: 0 } });
    },
  );

  it('that throws fails its batch as infra and loses nothing else', async () => {
    wheel.before = async (value) => {
      if (value === 3) throw new Error('the program crashed');
      return undefined;
    };
    const { summary } = await rig.run(ONCE);
    expect(summary.items.failed).toBeGreaterThan(0);
    expect(summary.items.failed + summary.items.executed).toBe(5);
    wheel.before = async () => undefined;
    expect((await rig.run(ONCE)).summary.ok).toBe(true);
  });
});

describe('allow_missing', () => {
  const allowing = (words: string): string =>
    PIPELINE.replace('retry: { attempts: 2 }', `allow_missing: ${words}`);

  it.each(['1', '20%'])(
    '%s lets a set of five have one hole, which is listed and reported each time',
    async (words) => {
      failing(3, 'physics');
      const first = await rig.run(allowing(words));
      expect(first.summary).toMatchObject({
        ok: true,
        nodes: { executed: 4 },
        items: { executed: 4, cached: 0, failed: 1, skipped: 0 },
      });
      const again = await rig.run(allowing(words));
      expect(again.summary).toMatchObject({
        nodes: { executed: 0, cached: 4 },
        items: { executed: 0, cached: 4, failed: 1 },
      });
      expect(again.summary.outputs).toEqual(first.summary.outputs);
    },
  );

  it('of less than there are holes lets nothing below run', async () => {
    failing(3, 'physics');
    const { summary } = await rig.run(allowing('19%'));
    expect(summary).toMatchObject({ ok: false, nodes: { failed: 1, skipped: 1 } });
  });

  it('that is taken back makes a set with holes incomplete again', async () => {
    failing(3, 'physics');
    await rig.run(allowing('1'));
    const { summary, events } = await rig.run(allowing('0'));
    expect(summary).toMatchObject({ ok: false, nodes: { failed: 1 } });
    const reason = '1 of its 5 items have no value, more than allow_missing says';
    expect(events).toContainEqual(expect.objectContaining({ type: 'node-started', reason }));
  });

  it('is no reason not to try again what failed, where that is asked for', async () => {
    failing(3, 'physics', 1);
    await rig.run(allowing('1'));
    const { summary, events } = await rig.run(allowing('1'), { choice: { retryFailed: true } });
    expect(summary.items).toMatchObject({ executed: 1, cached: 4, failed: 0 });
    const reason = '1 of its 5 items failed and are tried again';
    expect(events).toContainEqual(expect.objectContaining({ type: 'node-started', reason }));
  });

  it('covers a fault of the machine for this run only: the next one calculates it', async () => {
    failing(3, 'infra', 1);
    expect((await rig.run(allowing('1'))).summary).toMatchObject({
      ok: true,
      items: { failed: 1 },
    });
    expect((await rig.run(allowing('1'))).summary.items).toEqual({
      executed: 1,
      cached: 4,
      failed: 0,
      skipped: 0,
    });
  });

  it('belongs to stages with items', async () => {
    const wrong = PIPELINE.replace('uses: sum,', 'uses: sum, allow_missing: 1,');
    await expect(rig.run(wrong)).rejects.toThrow(/E0211/);
  });
});

describe('retries that are used up', () => {
  it('stand until the node is given more', async () => {
    failing(3, 'infra');
    expect((await rig.run(PIPELINE)).summary.items).toMatchObject({ executed: 4, failed: 1 });
    wheel.before = async () => undefined;
    expect((await rig.run(PIPELINE)).summary.items).toMatchObject({
      executed: 0,
      cached: 4,
      failed: 1,
    });
    const more = PIPELINE.replace('attempts: 2', 'attempts: 3');
    expect((await rig.run(more)).summary).toMatchObject({
      ok: true,
      items: { executed: 1, cached: 4 },
    });
  });
});

describe('a timeout', () => {
  const limited = (words: string): string => PIPELINE.replace('retry: { attempts: 2 }', words);
  /** Hangs until told otherwise, as a program that waits for a dead disk would. */
  const hangAt = (value: number): void => {
    wheel.before = (now) => (now === value ? new Promise(() => {}) : Promise.resolve(undefined));
  };

  it('ends an attempt as a fault of the machine, and loses nothing else', async () => {
    hangAt(3);
    const { summary, events } = await rig.run(limited('timeout: 0.05s'));
    expect(summary).toMatchObject({ ok: false, items: { executed: 3, failed: 2 } });
    expect(events).toContainEqual(
      expect.objectContaining({
        type: 'item-failed',
        class: 'infra',
        message: expect.stringMatching(/timeout of 0.05 s/),
      }),
    );
  });

  it('grows with each attempt', async () => {
    hangAt(3);
    const { events } = await rig.run(limited('timeout: 0.02s, retry: { attempts: 3, grow: 2 }'));
    const limits = events.flatMap((event) =>
      event.type === 'retry' ? [/timeout of (\S+) s/.exec(event.message)?.[1]] : [],
    );
    expect(limits).toEqual(['0.02', '0.04']);
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

describe('--fail-fast', () => {
  it('begins nothing after the first failure, and keeps what is done', async () => {
    failing(2, 'invalid');
    const { summary, events } = await rig.run(ONCE, { jobs: 1, failFast: true });
    // Batches of two: the first has the failure in it, the others are not begun.
    expect(wheel.calculated).toEqual([1]);
    expect(summary).toMatchObject({
      ok: false,
      nodes: { failed: 1, skipped: 1 },
      items: { executed: 1, cached: 0, failed: 1, skipped: 3 },
    });
    expect(events).toContainEqual(
      expect.objectContaining({ node: 'doubled', outcome: 'failed', type: 'node-finished' }),
    );
    wheel.before = async () => undefined;
    const { summary: next } = await rig.run(ONCE, { failFast: true });
    expect(next).toMatchObject({ ok: true, items: { executed: 4, cached: 1 } });
  });

  it('does not stop at holes that a node allows', async () => {
    failing(2, 'physics');
    const allowing = ONCE.replace('numbers: numbers }', 'numbers: numbers }, allow_missing: 1');
    const { summary } = await rig.run(allowing, { jobs: 1, failFast: true });
    expect(summary.items).toMatchObject({ executed: 4, failed: 1, skipped: 0 });
  });
});

describe('the account of an interrupted run', () => {
  it('has what it made and what is left, and counts nothing as failed', async () => {
    const end = new AbortController();
    wheel.before = async (now) => {
      if (now === 3) end.abort();
      return undefined;
    };
    const { summary } = await rig.run(ONCE, { jobs: 1, signal: end.signal });
    const { executed, cached, failed, skipped } = summary.items;
    expect(summary).toMatchObject({ ok: false, interrupted: true, nodes: { failed: 0 } });
    expect(executed).toBeGreaterThan(0);
    expect(skipped).toBeGreaterThan(0);
    expect(executed + cached + failed + skipped).toBe(5);
    wheel.before = async () => undefined;
    const { summary: next } = await rig.run(ONCE);
    expect(next).toMatchObject({ ok: true, items: { executed: skipped, cached: executed } });
  });
});
