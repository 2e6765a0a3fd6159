import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fail } from '../../base/result.ts';
import { selectNodes } from '../../engine/select.ts';
import { numberStages, openWheel, type Wheel } from '../support/number-stages.ts';
import { openRig, type Rig } from '../support/rig.ts';

const PIPELINE = `
version: 1
name: numbers
nodes:
  numbers: { uses: numbers, with: { count: 4 } }
  doubled: { uses: double, inputs: { numbers: numbers } }
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

describe('a part of a pipeline', () => {
  const ids = async (selection: Parameters<typeof selectNodes>[1]) => {
    const { pipeline, frozen } = selectNodes(await rig.load(PIPELINE), selection);
    return [pipeline.nodes.map(({ id }) => id), [...frozen]];
  };

  it('is a node with what it needs, or with what comes after it', async () => {
    expect(await ids({ until: ['doubled'] })).toEqual([['numbers', 'doubled'], []]);
    expect(await ids({ from: ['doubled'] })).toEqual([
      ['numbers', 'doubled', 'total'],
      ['numbers'],
    ]);
    expect(await ids({ from: ['doubled'], until: ['doubled'] })).toEqual([
      ['numbers', 'doubled'],
      ['numbers'],
    ]);
  });

  it('that is only read is not run where it is not up to date', async () => {
    const { summary } = await rig.run(PIPELINE, { choice: { frozen: new Set(['numbers']) } });
    expect(summary).toMatchObject({ ok: false, nodes: { executed: 1, failed: 1, skipped: 2 } });
    expect(wheel.calculated).toEqual([]);
  });
});

describe('force', () => {
  it('does one node anew, every item of it, and no other', async () => {
    const first = await rig.run(PIPELINE);
    const { summary } = await rig.run(PIPELINE, { choice: { force: new Set(['doubled']) } });
    expect(summary.nodes).toMatchObject({ executed: 1, cached: 3 });
    expect(summary.items).toMatchObject({ executed: 4, cached: 0 });
    expect(summary.outputs).toEqual(first.summary.outputs);
    expect(wheel.calculated).toHaveLength(8);
  });

  it('removes the old proof first: a failure leaves no old value standing', async () => {
    await rig.run(PIPELINE);
    wheel.before = async (value) =>
      value === 2 ? fail({ class: 'physics', message: 'no more' }) : undefined;
    const { summary } = await rig.run(PIPELINE, { choice: { force: new Set(['doubled']) } });
    expect(summary).toMatchObject({ ok: false, items: { executed: 3, failed: 1 } });
  });
});

describe('retry-failed', () => {
  it('buys again what stands as failed, and only that', async () => {
    wheel.before = async (value) =>
      value === 2 ? fail({ class: 'physics', message: 'not converged' }) : undefined;
    await rig.run(PIPELINE);
    wheel.before = async () => undefined;
    const { summary } = await rig.run(PIPELINE, { choice: { retryFailed: true } });
    expect(summary).toMatchObject({ ok: true, items: { executed: 1, cached: 3, failed: 0 } });
  });
});

describe('accept', () => {
  const accepting = { accept: new Set(['doubled']), waiver: { by: 'ada', why: 'only timing' } };

  it('takes the results of the last key over, item by item, on the record', async () => {
    const first = await rig.run(PIPELINE);
    wheel.version = 2;
    const more = PIPELINE.replace('count: 4', 'count: 5');
    const { summary, events } = await rig.run(more, { choice: accepting });
    expect(summary.items).toMatchObject({ executed: 1, cached: 4 });
    expect(events).toContainEqual(
      expect.objectContaining({
        type: 'note',
        text: expect.stringMatching(/^4 results .* ada: only timing$/),
      }),
    );
    expect([...wheel.calculated].sort()).toEqual([1, 2, 3, 4, 5]);
    expect((await rig.run(PIPELINE)).summary.outputs['total.sum']).toEqual(
      first.summary.outputs['total.sum'],
    );
    expect(wheel.calculated).toHaveLength(5);
  });

  it('takes nothing over for a node that was never run', async () => {
    const { summary } = await rig.run(PIPELINE, { choice: accepting });
    expect(summary.items).toMatchObject({ executed: 4, cached: 0 });
  });
});
