import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bench, openBench, SMALL } from '../support/command.ts';

/** One workspace, edited step by step as a user would; every test begins where the last one ended. */
let bench: Bench;
let first: Awaited<ReturnType<Bench['run']>>;
const count = { executed: 0, cached: 0, failed: 0, skipped: 0 };

beforeAll(async () => {
  bench = openBench();
  bench.write('p.yaml', SMALL);
  first = await bench.run('p.yaml');
});
afterAll(() => bench.close());

describe('the whole cycle', () => {
  it('runs from a YAML to a potential, a database and numbers', () => {
    expect(first.code).toBe(0);
    expect(first.summary).toMatchObject({ ok: true, nodes: { ...count, executed: 5 } });
    expect(first.summary.items).toEqual({ ...count, executed: 15 });
    const metrics = JSON.parse(readFileSync(join(bench.folder, 'results/metrics.json'), 'utf8'));
    expect(metrics.train.energy_mae_mev_per_atom).toBeGreaterThan(0);
    expect(readFileSync(join(bench.folder, 'results/cu.yace'), 'utf8')).toMatch(/^elements:/);
  });

  it('does nothing when nothing changed, and says so', async () => {
    const again = await bench.run('p.yaml');
    expect(again.summary.nodes).toEqual({ ...count, cached: 5 });
    expect(again.summary.items).toEqual({ ...count, cached: 15 });
    expect((await bench.auto('run', 'p.yaml')).stdout).toMatch(/everything up to date: 5 nodes/);
  });

  it('writes nothing when there is nothing to do', async () => {
    const index = join(bench.folder, '.mlip/index.db');
    const before = [readFileSync(index), statSync(index).mtimeMs];
    await bench.run('p.yaml');
    expect([readFileSync(index), statSync(index).mtimeMs]).toEqual(before);
    expect(
      readdirSync(join(bench.folder, '.mlip/logs')).filter((name) => name.endsWith('.jsonl')),
    ).toHaveLength(1);
  });

  it('does nothing for a comment, another key order, a default spelled out', async () => {
    const edited = SMALL.replace(
      'uses: store',
      'with: { test_fraction: 0.2 }\n    uses: store # why',
    );
    expect(edited).not.toBe(SMALL);
    bench.write('p.yaml', edited);
    expect((await bench.run('p.yaml')).summary.nodes).toEqual({ ...count, cached: 5 });
  });

  it('trains and validates only, for another cutoff', async () => {
    const { summary, events } = await bench.run('p.yaml', '--set', 'cutoff=5');
    expect(summary.nodes).toEqual({ ...count, executed: 2, cached: 3 });
    expect(summary.items).toEqual({ ...count, cached: 15 });
    const started = events.flatMap((event) => (event.type === 'node-started' ? [event] : []));
    expect(started.map(({ node }) => node)).toEqual(['potential', 'quality']);
    expect(started[0]?.reason).toBe('with.cutoff 4.5 → 5');
  });

  it('labels exactly the new structures of a finer scan', async () => {
    const { summary } = await bench.run('p.yaml', '--set', 'steps=9');
    expect(summary.items).toEqual({ ...count, executed: 12, cached: 15 });
    expect(summary.nodes).toEqual({ ...count, executed: 5 });
  });

  it('finds labels under another node of another pipeline', async () => {
    const other = SMALL.replace('name: small', 'name: other').replaceAll('labels:', 'energies:');
    bench.write('other.yaml', other.replace('{ energies: labels }', '{ labels: energies }'));
    const { summary } = await bench.run('other.yaml');
    expect(summary.items).toEqual({ ...count, cached: 15 });
  });

  it('buys nothing after .mlip was deleted and the database imported', async () => {
    await bench.run('p.yaml');
    const before = readFileSync(join(bench.folder, 'results/cu.db'));
    rmSync(join(bench.folder, '.mlip'), { recursive: true });
    const imported = await bench.auto('db', 'import', 'results/cu.db');
    expect(imported).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/15 labels taken over/),
    });
    const { summary, events } = await bench.run('p.yaml');
    expect(summary.items).toEqual({ ...count, cached: 15 });
    expect(summary.outputs).toEqual(first.summary.outputs);
    expect(readFileSync(join(bench.folder, 'results/cu.db'))).toEqual(before);
    expect(events.filter(({ type }) => type === 'moved-aside')).toEqual([]);
  });

  it('refuses an edited row of an imported database', async () => {
    const { Database } = await import('../../base/doors/sqlite.ts');
    const db = new Database(join(bench.folder, 'results/cu.db'));
    db.prepare('UPDATE systems SET energy = energy + 0.01 WHERE id = 3').run();
    db.close();
    const imported = await bench.auto('db', 'import', 'results/cu.db');
    expect(imported.code).toBe(1);
    expect(imported.stdout).toMatch(/^row 3 refused: /);
  });

  it('moves that edited file aside, says so, and restores its own', async () => {
    const { stdout, code } = await bench.auto('run', 'p.yaml');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /results\/cu\.db was changed by someone: moved to results\/cu\.db\.changed-1/,
    );
    expect(readdirSync(join(bench.folder, 'results'))).toContain('cu.db.changed-1');
  });

  it('gives the same digests in another folder and with other worker counts', async () => {
    for (const jobs of ['1', '4']) {
      const other = openBench();
      other.write('deep/er/p.yaml', SMALL);
      const { summary } = await other.run('deep/er/p.yaml', '-j', jobs);
      const digests = (outputs: typeof summary.outputs): unknown =>
        Object.entries(outputs).map(([name, { digest }]) => [name, digest]);
      expect(digests(summary.outputs)).toEqual(digests(first.summary.outputs));
      other.close();
    }
  });
});

describe('damage on the disk', () => {
  it('is noticed, said and mended', async () => {
    const root = join(bench.folder, '.mlip/objects');
    const big = readdirSync(root, { recursive: true })
      .map((name) => join(root, String(name)))
      .find((name) => statSync(name).isFile()) as string;
    const bytes = readFileSync(big);
    bytes[100] = (bytes[100] as number) ^ 1;
    rmSync(big);
    writeFileSync(big, bytes);
    const { summary, events } = await bench.run('p.yaml');
    expect(summary.ok).toBe(true);
    expect(summary.outputs).toEqual(first.summary.outputs);
    expect(events).toContainEqual(
      expect.objectContaining({
        type: 'node-started',
        reason: 'an object of its record is gone or damaged',
      }),
    );
    expect((await bench.auto('cache', 'verify')).stdout).toMatch(/all whole/);
  });
});

describe('a bad file', () => {
  it('costs nothing: exit code 2, nothing written', async () => {
    const other = openBench();
    other.write('p.yaml', SMALL.replace('uses: store', 'uses: stores'));
    for (const verb of ['run', 'plan', 'validate']) {
      const { code, stderr } = await other.auto(verb, 'p.yaml');
      expect(code).toBe(2);
      expect(stderr).toMatch(/error\[E0401\][\s\S]*did you mean `store`/);
    }
    expect(existsSync(join(other.folder, '.mlip'))).toBe(false);
    other.close();
  });
});

describe('a family renamed in the file of structures', () => {
  it('splits and trains again, and labels nothing', async () => {
    const other = openBench();
    const frame = (a: number, family: string): string =>
      `4\nLattice="${a} 0 0 0 ${a} 0 0 0 ${a}" Properties=species:S:1:pos:R:3 family=${family} pbc="T T T"\n${[
        [0, 0, 0],
        [0, 0.5, 0.5],
        [0.5, 0, 0.5],
        [0.5, 0.5, 0.02],
      ]
        .map((site) => `Cu ${site.map((x) => x * a).join(' ')}`)
        .join('\n')}\n`;
    const file = (last: string): string =>
      [3.5, 3.55, 3.6, 3.65, 3.7].map((a, i) => frame(a, i === 4 ? last : `f${i}`)).join('');
    const build = /uses: build[\s\S]*?(?= {2}labels:)/;
    other.write(
      'p.yaml',
      SMALL.replace(build, 'uses: build\n    with: { import: { file: cu.xyz } }\n'),
    );
    other.write('cu.xyz', file('last'));
    expect((await other.run('p.yaml')).summary.items).toEqual({ ...count, executed: 5 });
    other.write('cu.xyz', file('renamed'));
    const { summary, events } = await other.run('p.yaml');
    expect(summary.items).toEqual({ ...count, cached: 5 });
    const executed = events.flatMap((event) =>
      event.type === 'node-finished' && event.outcome === 'executed' ? [event.node] : [],
    );
    expect(executed).toEqual(['structures', 'dataset', 'potential', 'quality']);
    other.close();
  });
});
