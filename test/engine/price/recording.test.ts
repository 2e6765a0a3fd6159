import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeChildCpu } from '../../../engine/child-cpu.ts';
import { startClock } from '../../../engine/run/clock.ts';
import { openShare } from '../../../engine/run/share.ts';
import { numberStages, openWheel, type Wheel } from '../../support/number-stages.ts';
import { openRig, type Rig } from '../../support/rig.ts';

let wheel: Wheel;
let rig: Rig;
beforeEach(() => {
  wheel = openWheel();
  rig = openRig(numberStages(wheel));
});
afterEach(() => rig.close());

const yaml = (count: number): string => `
version: 1
name: costs
nodes:
  numbers: { uses: numbers, with: { count: ${count} } }
  doubled: { uses: double, inputs: { numbers: numbers } }
  total: { uses: sum, inputs: { values: doubled } }
`;
const burn = (seconds: number): void => {
  const begun = process.cpuUsage();
  for (let used = 0; used < seconds; ) {
    const { user, system } = process.cpuUsage(begun);
    used = (user + system) / 1e6;
  }
};

describe('what work cost', () => {
  it('is written down once for everything that ran, with what it depends on', async () => {
    await rig.run(yaml(5));
    const costs = (family: string) => rig.state().costs.latest(family, 9);
    expect(costs('double/double')).toHaveLength(5);
    for (const { features } of costs('double/double')) expect(features).toEqual({ bytes: 1 });
    expect(costs('sum/sum').map(({ features }) => features)).toEqual([{ items: 5, bytes: 5 }]);
    await rig.run(yaml(5));
    expect(costs('double/double')).toHaveLength(5);
    await rig.run(yaml(7));
    expect(costs('double/double')).toHaveLength(7);
    expect(costs('sum/sum')[0]?.features).toEqual({ items: 7, bytes: 7 });
  });

  it('is that of a label whose calculation failed for good, too', async () => {
    wheel.before = async (value) =>
      value === 2 ? { ok: false, error: { class: 'physics', message: 'no' } } : undefined;
    await rig.run(yaml(3));
    expect(rig.state().costs.latest('double/double', 9)).toHaveLength(3);
  });

  it('costs no key: the record differs, the digests do not', async () => {
    const before = (await rig.run(yaml(3))).summary.outputs;
    const other = openRig(numberStages(openWheel()));
    other.state().costs.add('double/double', Object.values(before)[0]?.digest as never, 1, {
      cpuSeconds: 5,
      wallSeconds: 5,
      features: { bytes: 1 },
    });
    expect((await other.run(yaml(3))).summary.outputs).toEqual(before);
    other.close();
  });
});

describe('shares', () => {
  it('come to all that was spent, and are said twice alike', () => {
    const begun = process.cpuUsage();
    const one = openShare();
    burn(0.02);
    const two = openShare();
    burn(0.02);
    const [first, second] = [one.end(), two.end()];
    const { user, system } = process.cpuUsage(begun);
    expect(first.cpuSeconds + second.cpuSeconds).toBeLessThanOrEqual((user + system) / 1e6);
    expect(first.cpuSeconds + second.cpuSeconds).toBeGreaterThan(0.039);
    expect(first.cpuSeconds).toBeGreaterThan(2 * second.cpuSeconds);
    expect(one.end()).toBe(first);
  });

  it('have the programs of their own work', () => {
    const one = openShare();
    one.charge(100);
    expect(one.end().cpuSeconds).toBeGreaterThanOrEqual(100);
  });
});

describe.runIf(process.platform === 'linux')('programs', () => {
  it('are counted once, by whoever asks as they end, and by the clock of the whole', () => {
    takeChildCpu();
    const clock = startClock();
    const spin = 'while (process.cpuUsage().user < 2e5);';
    spawnSync(process.execPath, ['-e', spin]);
    expect(takeChildCpu()).toBeGreaterThan(0.15);
    expect(takeChildCpu()).toBe(0);
    expect(clock().cpuSeconds).toBeGreaterThan(0.15);
  });
});
