import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { numberStages, openWheel, type Wheel } from '../../support/number-stages.ts';
import { openRig, type Rig } from '../../support/rig.ts';

/** More than are read from the store at a time. */
const COUNT = 1050;
const PIPELINE = `
version: 1
name: numbers
nodes:
  numbers: { uses: numbers, with: { count: ${COUNT} } }
  doubled: { uses: double, inputs: { numbers: numbers } }
  total: { uses: sum, inputs: { values: doubled } }
`;

let wheel: Wheel;
let rig: Rig;
beforeEach(async () => {
  wheel = openWheel();
  wheel.readingVersion = 1;
  rig = openRig(numberStages(wheel));
  await rig.run(PIPELINE);
  wheel.readingVersion = 2;
});
afterEach(() => rig.close());

describe('a mended reader', () => {
  it('reads every one of many items again, each once, and buys nothing', async () => {
    let reads = 0;
    wheel.reads = () => {
      reads++;
    };
    const { summary } = await rig.run(PIPELINE);
    expect(summary).toMatchObject({ ok: true, items: { executed: 0, failed: 0 } });
    expect([reads, wheel.calculated.length]).toEqual([COUNT, COUNT]);
    const again = await rig.run(PIPELINE);
    expect(again.summary).toMatchObject({ ok: true, nodes: { executed: 0 } });
    expect(reads).toBe(COUNT);
  });

  it('that is interrupted stops soon; what was read by then is not read again', async () => {
    const controller = new AbortController();
    let reads = 0;
    wheel.reads = () => {
      if (++reads === 600) controller.abort(new Error('interrupted'));
    };
    const { summary } = await rig.run(PIPELINE, { signal: controller.signal });
    expect(summary).toMatchObject({ ok: false, interrupted: true });
    expect(reads).toBeGreaterThanOrEqual(600);
    expect(reads).toBeLessThan(COUNT);
    const { summary: next } = await rig.run(PIPELINE);
    expect(next).toMatchObject({ ok: true, items: { executed: 0, failed: 0 } });
    expect([reads, wheel.calculated.length]).toEqual([COUNT, COUNT]);
  });
});
