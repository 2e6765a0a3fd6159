import { afterEach, beforeEach, expect, it } from 'vitest';
import { StateFailure } from '../../cache/failure.ts';
import { numberStages, openWheel, type Wheel } from '../support/number-stages.ts';
import { openRig, type Rig } from '../support/rig.ts';

let wheel: Wheel;
let rig: Rig;
beforeEach(() => {
  wheel = openWheel();
  rig = openRig(numberStages(wheel));
});
afterEach(() => rig.close());

/** From now on SQLite refuses every write, as on a disk that became read-only; or takes them again. */
const refuse = (yes: boolean) => rig.state().index.change(`PRAGMA query_only = ${yes ? 1 : 0}`);

function gate(): { readonly promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((open) => {
    resolve = open;
  });
  return { promise, resolve: () => resolve() };
}

const MANY = `
version: 1
name: many
nodes:
  numbers: { uses: numbers, with: { count: 40 } }
  doubled: { uses: double, inputs: { numbers: numbers } }
`;

it('what cannot be kept is not bought: after a refused commit no other work begins', async () => {
  wheel.before = async (value) => {
    if (value === 1) refuse(true);
    return undefined;
  };
  await expect(rig.run(MANY, { jobs: 1 })).rejects.toThrow(StateFailure);
  const bought = new Set(wheel.calculated);
  expect(bought.size).toBeGreaterThan(0);
  expect(bought.size).toBeLessThan(20);
  refuse(false);
  wheel.before = async () => undefined;
  const { summary } = await rig.run(MANY);
  expect(summary).toMatchObject({ ok: true, items: { executed: 40, cached: 0 } });
});

it('what is in flight when the disk refuses something else is waited for, and kept', async () => {
  const two = `${MANY}  few: { uses: numbers, with: { count: 1, first: 100 } }
  other: { uses: double, inputs: { numbers: few }, with: { by: 3 } }
`;
  const begun = gate();
  const refused = gate();
  wheel.before = async (value) => {
    if (value === 100) {
      begun.resolve();
      await refused.promise;
      for (let ticks = 0; ticks < 50; ticks++) await new Promise(setImmediate);
      refuse(false);
    }
    if (value === 1) {
      await begun.promise;
      refuse(true);
      refused.resolve();
    }
    return undefined;
  };
  await expect(rig.run(two, { jobs: 2 })).rejects.toThrow(StateFailure);
  wheel.calculated.length = 0;
  wheel.before = async () => undefined;
  const { summary } = await rig.run(two);
  expect(summary.ok).toBe(true);
  expect(wheel.calculated).not.toContain(100);
});
