import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fail, ok } from '../../base/result.ts';
import type { StageRegistry } from '../../engine/registry.ts';
import { defineStage, type ItemResult, type MapStage } from '../../engine/stage.ts';
import { numberStages, openWheel } from '../support/number-stages.ts';
import { openRig, type Rig } from '../support/rig.ts';

/** What the stage below does next, and what it met. */
const steer = {
  outcome: (): ItemResult => ok(Buffer.from('done')),
  calls: [] as { how: unknown; found: string | undefined; limit: number | undefined }[],
};

/** A map stage with aids that are no part of its key, and a folder to go on from. */
const stubborn: MapStage = defineStage({
  kind: 'map',
  name: 'stubborn',
  summary: 'converges when it wants',
  settings: { type: 'object', properties: { aids: { type: 'array' }, scale: { type: 'number' } } },
  inputs: { numbers: { type: 'numbers' } },
  outputs: { values: { type: 'values', default: true }, failures: { type: 'failures' } },
  backend: () => ({
    name: 'stubborn',
    version: 1,
    batch: 1,
    resolve: (settings) => {
      const { aids = [], scale = 1 } = settings as { aids?: string[]; scale?: number };
      return ok({ with: { scale }, how: { aids } });
    },
    remedies: (_, how) => how.aids as readonly string[],
    calculate: async (_, context) => {
      const note = join(context.checkpoint(), 'note');
      const found = existsSync(note) ? readFileSync(note, 'utf8') : undefined;
      steer.calls.push({ how: context.how, found, limit: context.limitSeconds });
      writeFileSync(note, `after call ${steer.calls.length}`);
      return [steer.outcome()];
    },
  }),
});

const pipeline = (aids: readonly string[], more = '', conduct = ''): string => `
version: 1
name: stubborn
nodes:
  numbers: { uses: numbers, with: { count: 1 } }
  made: { uses: stubborn, inputs: { numbers: numbers }, with: { aids: [${aids.join(', ')}]${more} }${conduct} }
`;

let rig: Rig;
beforeEach(() => {
  const plain = numberStages(openWheel());
  const stages: StageRegistry = {
    names: [...plain.names, 'stubborn'],
    load: async (name) => (name === 'stubborn' ? stubborn : plain.load(name)),
  };
  rig = openRig(stages);
  steer.calls.length = 0;
  steer.outcome = () => ok(Buffer.from('done'));
});
afterEach(() => rig.close());

const checkpoints = (): string[] => {
  const folder = join(rig.folder, '.mlip', 'checkpoints');
  return existsSync(folder) ? readdirSync(folder) : [];
};
const notConverged = (remedies: readonly string[]) => () =>
  fail({ class: 'physics', message: 'not converged', remedies } as const);

describe('settings that change no result', () => {
  it('reach the work and are in no key', async () => {
    await rig.run(pipeline(['a']));
    expect(steer.calls).toEqual([{ how: { aids: ['a'] }, found: undefined, limit: undefined }]);
    expect((await rig.run(pipeline(['b', 'c']))).summary.items).toMatchObject({
      executed: 0,
      cached: 1,
    });
    expect((await rig.run(pipeline(['b'], ', scale: 2'))).summary.items.executed).toBe(1);
  });
});

describe('a failure that had all remedies', () => {
  it('stands for the same ladder and a shorter one, and is tried again by a longer one', async () => {
    steer.outcome = notConverged(['a', 'b']);
    await rig.run(pipeline(['a', 'b']));
    for (const aids of [['a', 'b'], ['b'], []]) {
      const { summary } = await rig.run(pipeline(aids));
      expect(summary.items).toMatchObject({ executed: 0, failed: 1 });
    }
    expect(steer.calls).toHaveLength(1);
    expect((await rig.plan(pipeline(['a', 'b', 'c']))).nodes.at(-1)).toMatchObject({
      items: { misses: 1 },
    });
    steer.outcome = () => ok(Buffer.from('at last'));
    expect((await rig.run(pipeline(['a', 'b', 'c']))).summary).toMatchObject({ ok: true });
    expect(steer.calls).toHaveLength(2);
  });
});

describe('a checkpoint', () => {
  it('is found by the next attempt and by the next run, and goes with the first result', async () => {
    steer.outcome = () => fail({ class: 'infra', message: 'out of time' } as const);
    await rig.run(pipeline([], '', ', retry: { attempts: 2 }, timeout: 90s'));
    expect(steer.calls.map(({ found, limit }) => [found, limit])).toEqual([
      [undefined, 90],
      ['after call 1', 90],
    ]);
    expect(checkpoints()).toHaveLength(1);
    rig.reopen();
    steer.outcome = () => ok(Buffer.from('done'));
    await rig.run(pipeline([], '', ', retry: { attempts: 3 }, timeout: 90s'));
    expect(steer.calls.at(-1)?.found).toBe('after call 2');
    expect(checkpoints()).toEqual([]);
  });

  it('goes with a verdict, too', async () => {
    steer.outcome = notConverged([]);
    await rig.run(pipeline([]));
    expect(checkpoints()).toEqual([]);
  });
});
