import {
  chmodSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Database } from '../../base/doors/sqlite.ts';
import { numberStages, openWheel, type Wheel } from '../support/number-stages.ts';
import { openRig, type Rig } from '../support/rig.ts';

const PIPELINE = `
version: 1
name: numbers
params: { count: 4 }
nodes:
  numbers: { uses: numbers, with: { count: "\${{ params.count }}" } }
  doubled: { uses: double, inputs: { numbers: numbers } }
  total: { uses: sum, inputs: { values: doubled }, publish: { sum: out/total.txt } }
`;

let wheel: Wheel;
let rig: Rig;
beforeEach(() => {
  wheel = openWheel();
  rig = openRig(numberStages(wheel));
});
afterEach(() => rig.close());

describe('running again', () => {
  it('executes nothing when nothing changed', async () => {
    const first = await rig.run(PIPELINE);
    expect(first.summary).toMatchObject({
      ok: true,
      nodes: { executed: 3, cached: 0 },
      items: { executed: 4, cached: 0 },
    });
    const second = await rig.run(PIPELINE);
    expect(second.summary).toMatchObject({
      ok: true,
      nodes: { executed: 0, cached: 3 },
      items: { executed: 0, cached: 4 },
    });
    expect(second.summary.outputs).toEqual(first.summary.outputs);
    expect(wheel.calculated).toHaveLength(4);
  });

  it.each([
    ['a comment', `# why\n${PIPELINE}`],
    ['a default spelled out', PIPELINE.replace('uses: double,', 'uses: double, with: { by: 2 },')],
    [
      'key order',
      PIPELINE.replace(
        'uses: sum, inputs: { values: doubled }',
        'inputs: { values: doubled }, uses: sum',
      ),
    ],
    ['a null setting', PIPELINE.replace('uses: double,', 'uses: double, with: { by: null },')],
    [
      'resources and retries',
      PIPELINE.replace(
        'uses: double,',
        'uses: double, retry: { attempts: 3 }, resources: { cores: 2 },',
      ),
    ],
  ])('executes nothing for %s', async (_, edited) => {
    await rig.run(PIPELINE);
    expect((await rig.run(edited)).summary.nodes).toMatchObject({ executed: 0, cached: 3 });
  });

  it('calculates only what an added item costs', async () => {
    await rig.run(PIPELINE);
    const more = await rig.run(PIPELINE, { sets: { count: '6' } });
    expect(more.summary.items).toEqual({ executed: 2, cached: 4, failed: 0, skipped: 0 });
    expect(wheel.calculated.slice(4).sort()).toEqual([5, 6]);
  });

  it('keeps labels when an attribute changes, and stops where nothing below reads it', async () => {
    await rig.run(PIPELINE);
    const renamed = PIPELINE.replace('with: { count:', 'with: { family: b, count:');
    const { summary } = await rig.run(renamed);
    expect(summary.items).toMatchObject({ executed: 0, cached: 4 });
    expect(wheel.ran).toEqual(['numbers', 'sum', 'numbers']);
    expect(summary.nodes).toMatchObject({ executed: 1, cached: 2 });
  });

  it('buys nothing for a setting of an item that is not there', async () => {
    await rig.run(PIPELINE);
    const edited = PIPELINE.replace(
      'uses: double,',
      'uses: double, with: { special: { "99": 7 } },',
    );
    expect((await rig.run(edited)).summary.items).toMatchObject({ executed: 0, cached: 4 });
    const concerned = edited.replace('"99"', '"3"');
    expect((await rig.run(concerned)).summary.items).toMatchObject({ executed: 1, cached: 3 });
  });

  it('finds labels of another node and another pipeline', async () => {
    await rig.run(PIPELINE);
    const other = PIPELINE.replace('name: numbers', 'name: other').replaceAll('doubled', 'twice');
    expect((await rig.run(other)).summary.items).toMatchObject({ executed: 0, cached: 4 });
  });

  it('computes equal keys in flight once', async () => {
    const twice = `${PIPELINE}
  again: { uses: double, inputs: { numbers: numbers } }
  shifted: { uses: numbers, with: { count: 4, first: 3 } }
  third: { uses: double, inputs: { numbers: shifted } }
`;
    const { summary } = await rig.run(twice, { jobs: 4 });
    expect(summary.ok).toBe(true);
    expect([...wheel.calculated].sort()).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('makes a whole node once that another of the same key is making', async () => {
    const twice = `${PIPELINE}
  same: { uses: sum, with: { plus: 7 }, inputs: { values: doubled } }
  too: { uses: sum, with: { plus: 7 }, inputs: { values: doubled } }
  third: { uses: sum, with: { plus: 7 }, inputs: { values: doubled } }
`;
    const { summary } = await rig.run(twice, { jobs: 4 });
    expect(summary.outputs['too.sum']).toEqual(summary.outputs['same.sum']);
    expect(summary.nodes).toMatchObject({ executed: 4, cached: 2, failed: 0 });
    expect(wheel.ran.filter((name) => name === 'sum')).toHaveLength(2);
  });

  it('does not buy what a node before it has bought since the plan was made', async () => {
    const twice = `${PIPELINE}
  shifted: { uses: numbers, with: { count: 4, first: 3 } }
  third: { uses: double, inputs: { numbers: shifted }, needs: [doubled] }
`;
    const { summary } = await rig.run(twice);
    expect(summary.ok).toBe(true);
    expect([...wheel.calculated].sort()).toEqual([1, 2, 3, 4, 5, 6]);
    wheel.calculated.length = 0;
    await rig.run(twice, { choice: { force: new Set(['third']) } });
    expect([...wheel.calculated].sort()).toEqual([3, 4, 5, 6]);
  });

  it('keeps what was paid for when its reader throws', async () => {
    wheel.readingVersion = 1;
    wheel.reads = () => {
      throw new TypeError('a bug of a reader');
    };
    const { summary } = await rig.run(PIPELINE);
    expect(summary).toMatchObject({ ok: false, items: { executed: 0, failed: 4 } });
    expect(wheel.calculated.length).toBe(4);
    wheel.reads = () => {};
    expect((await rig.run(PIPELINE)).summary).toMatchObject({ ok: true, items: { cached: 4 } });
    expect(wheel.calculated.length).toBe(4);
  });

  it('can be interrupted where a stage never waits for anything', async () => {
    const controller = new AbortController();
    wheel.before = async (value) => {
      if (value === 20) setImmediate(() => controller.abort());
      for (const begun = performance.now(); performance.now() - begun < 1; );
      return undefined;
    };
    const sets = { count: '400' };
    const { summary } = await rig.run(PIPELINE, { sets, jobs: 1, signal: controller.signal });
    expect(summary.ok).toBe(false);
    expect(wheel.calculated.length).toBeLessThan(400);
    const { summary: rest } = await rig.run(PIPELINE, { sets });
    expect(rest.ok).toBe(true);
    expect(wheel.calculated.length).toBe(400);
    expect(new Set(wheel.calculated).size).toBe(400);
  });

  it('reads again with a mended reader and buys nothing', async () => {
    wheel.readingVersion = 1;
    await rig.run(PIPELINE);
    wheel.readingVersion = 2;
    const { summary } = await rig.run(PIPELINE);
    expect(summary.items).toMatchObject({ executed: 0, cached: 4 });
    expect(wheel.calculated).toHaveLength(4);
    expect(wheel.ran.filter((name) => name === 'sum')).toHaveLength(2);
  });

  it('calculates again when the calculation has a new version', async () => {
    await rig.run(PIPELINE);
    wheel.version = 2;
    expect((await rig.run(PIPELINE)).summary.items).toMatchObject({ executed: 4, cached: 0 });
  });
});

describe('published files', () => {
  const path = (): string => join(rig.folder, 'out/total.txt');

  it('restores a deleted one without running', async () => {
    await rig.run(PIPELINE);
    const bytes = readFileSync(path());
    rmSync(path());
    const { summary, events } = await rig.run(PIPELINE);
    expect(summary.nodes.executed).toBe(0);
    expect(readFileSync(path())).toEqual(bytes);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'published', path: 'out/total.txt', how: 'restored' }),
    );
  });

  it('moves a changed one aside and says so', async () => {
    await rig.run(PIPELINE);
    writeFileSync(path(), 'mine\n');
    const { events } = await rig.run(PIPELINE);
    expect(readFileSync(join(rig.folder, 'out/total.txt.changed-1'), 'utf8')).toBe('mine\n');
    expect(events).toContainEqual(expect.objectContaining({ type: 'moved-aside' }));
    expect(readFileSync(path(), 'utf8')).toMatch(/^20 /);
  });

  it('adopts the same bytes silently when the state is gone', async () => {
    await rig.run(PIPELINE);
    const before = readFileSync(path());
    rig.state().close();
    rmSync(join(rig.folder, '.mlip'), { recursive: true });
    rig.reopen();
    const { events } = await rig.run(PIPELINE);
    expect(readFileSync(path())).toEqual(before);
    expect(readdirSync(join(rig.folder, 'out'))).toEqual(['total.txt']);
    expect(events.filter(({ type }) => type === 'moved-aside')).toEqual([]);
  });
});

describe('damage', () => {
  const big = PIPELINE.replace('uses: sum,', 'uses: sum, with: { plus: 70000 },');
  const objectFile = (): string => {
    const root = join(rig.folder, '.mlip/objects');
    const names = readdirSync(root, { recursive: true }).map(String);
    const file = names.map((name) => join(root, name)).find((name) => statSync(name).isFile());
    if (!file) throw new Error('no object is a file');
    chmodSync(file, 0o644);
    return file;
  };

  it.each([
    ['cut short', (file: string) => truncateSync(file, 100)],
    ['deleted', (file: string) => rmSync(file)],
    [
      'with one byte flipped',
      (file: string) => {
        const bytes = readFileSync(file);
        bytes[50] = (bytes[50] as number) ^ 1;
        writeFileSync(file, bytes);
      },
    ],
  ])('makes an object again that is %s', async (_, damage) => {
    const first = await rig.run(big);
    damage(objectFile());
    const { summary } = await rig.run(big);
    expect(summary).toMatchObject({ ok: true, nodes: { executed: 1, cached: 2 } });
    expect(summary.outputs).toEqual(first.summary.outputs);
    expect(wheel.ran.filter((name) => name === 'sum')).toHaveLength(2);
  });

  it('does nothing when only the stat of an object moved', async () => {
    await rig.run(big);
    utimesSync(objectFile(), new Date(), new Date());
    expect((await rig.run(big)).summary.nodes.executed).toBe(0);
  });

  it('makes a lost label again when a stage below comes to read it, and says so', async () => {
    const { summary } = await rig.run(PIPELINE);
    const values = rig.state().objects.read(summary.outputs['doubled.values']?.digest as never);
    const line = Buffer.from((values as { value: Uint8Array }).value)
      .toString()
      .split('\n')[4] as string;
    forget(rig, line.split(' ')[2] as string);
    const edited = PIPELINE.replace('uses: sum,', 'uses: sum, with: { plus: 1 },');
    const again = await rig.run(edited);
    expect(again.summary).toMatchObject({ ok: true, items: { executed: 1, cached: 3 } });
    expect(again.events).toContainEqual(expect.objectContaining({ type: 'object-lost' }));
  });
});

/** Takes a small object's row out of the index, as a damaged disk might. */
function forget(from: Rig, hex: string): void {
  from.state().close();
  const db = new Database(join(from.folder, '.mlip/index.db'));
  const { changes } = db.prepare('DELETE FROM small WHERE digest = ?').run(Buffer.from(hex, 'hex'));
  db.close();
  expect(changes).toBe(1);
  from.reopen();
}
