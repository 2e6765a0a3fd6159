import { afterEach, beforeEach, expect, it } from 'vitest';
import { numberStages, openWheel, type Wheel } from '../support/number-stages.ts';
import { openRig, type Rig } from '../support/rig.ts';

let wheel: Wheel;
let rig: Rig;
beforeEach(() => {
  wheel = openWheel();
  rig = openRig(numberStages(wheel));
});
afterEach(() => rig.close());

it.each([1, 2, 3])('over all nodes at most -j %i units of work are under way', async (jobs) => {
  let now = 0;
  let most = 0;
  wheel.before = async () => {
    now += 1;
    most = Math.max(most, now);
    await new Promise(setImmediate);
    now -= 1;
    return undefined;
  };
  const nodes = [2, 3, 4].map(
    (by) => `  by${by}: { uses: double, with: { by: ${by} }, inputs: { numbers: numbers } }`,
  );
  const { summary } = await rig.run(
    `version: 1\nname: many\nnodes:\n  numbers: { uses: numbers, with: { count: 6 } }\n${nodes.join('\n')}\n`,
    { jobs },
  );
  expect(summary.items.executed).toBe(18);
  expect(most).toBe(jobs);
});
