import { afterEach, beforeEach, expect, it } from 'vitest';
import { openUnits } from '../../../engine/run/units.ts';
import { withSite } from '../../../engine/site/with-site.ts';
import { numberStages, openWheel } from '../../support/number-stages.ts';
import { openRig, type Rig } from '../../support/rig.ts';

let rig: Rig;
beforeEach(() => {
  rig = openRig(numberStages(openWheel()));
});
afterEach(() => rig.close());

/** Units of so many cores each, all asked for at once, and the most cores that were busy at a time. */
async function mostBusy(jobs: number, cores: readonly number[]): Promise<number> {
  const units = openUnits(jobs);
  let busy = 0;
  let most = 0;
  const order: number[] = [];
  const work = (own: number, at: number) => async () => {
    order.push(at);
    busy += Math.min(own, jobs);
    most = Math.max(most, busy);
    for (let tick = 0; tick < 3; tick++) await new Promise(setImmediate);
    busy -= Math.min(own, jobs);
  };
  await Promise.all(cores.map((own, at) => units(work(own, at), own)));
  expect(order).toEqual(cores.map((_, at) => at));
  return most;
}

it('a unit takes as many places as it has cores, in turn, and all of them where there are fewer', async () => {
  expect(await mostBusy(4, [1, 1, 1, 1, 1])).toBe(4);
  expect(await mostBusy(4, [2, 2, 2, 3, 1, 4, 1])).toBe(4);
  expect(await mostBusy(4, [3, 3, 3])).toBe(3);
  expect(await mostBusy(2, [16, 1, 16])).toBe(2);
});

it('a unit that fails gives its places back', async () => {
  const units = openUnits(2);
  await expect(units(() => Promise.reject(new Error('broken')), 2)).rejects.toThrow('broken');
  expect(await units(async () => 'done', 2)).toBe('done');
});

const PIPELINE = `
version: 1
name: many
nodes:
  numbers: { uses: numbers, with: { count: 2 } }
  some:
    uses: double
    inputs: { numbers: numbers }
    timeout: 1h
    resources: { cores: 2, time: 10h }
  other: { uses: double, with: { by: 3 }, inputs: { numbers: numbers } }
`;

it('what a profile says of nodes wins, nodes over stages, and no key moves', async () => {
  const pipeline = await rig.load(PIPELINE);
  const placed = await withSite(pipeline, {
    profile: 'p',
    file: '/mlip.config.yaml',
    env: {},
    passEnv: [],
    stages: [['double', { attempts: 3, resources: { cores: 8, memory: '1GB' } }]],
    nodes: [
      ['s*', { resources: { cores: 4 } }],
      ['nobody', { timeoutSeconds: 1 }],
    ],
    programs: {},
  });
  const conduct = (id: string) => placed.nodes.find((node) => node.id === id)?.conduct;
  expect(conduct('some')).toEqual({
    attempts: 3,
    growth: 1,
    timeoutSeconds: 3600,
    resources: { cores: 4, memory: '1GB', timeSeconds: 36_000 },
  });
  expect(conduct('other')).toMatchObject({ attempts: 3, resources: { cores: 8 } });
  expect(conduct('numbers')).toEqual({ attempts: 1, growth: 1 });
  const bare = ({ conduct: _, ...rest }: object & { conduct: unknown }) => rest;
  expect(placed.nodes.map(bare)).toEqual(pipeline.nodes.map(bare));
});
