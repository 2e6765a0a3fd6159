import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bench, ended, openBench, ROOT } from '../support/command.ts';
import { absent, componentPath } from '../support/component.ts';

const without = absent('pw') || absent('pseudopotentials');
const LONG = 600_000;

describe.skipIf(without)('pipelines/al-qe.yaml with the real pw.x', () => {
  let bench: Bench;
  beforeAll(() => {
    bench = openBench();
    bench.write('al-qe.yaml', readFileSync(join(ROOT, 'pipelines/al-qe.yaml'), 'utf8'));
  });
  afterAll(() => bench.close());
  const sets = () => [
    '--set',
    `pseudo=${join(componentPath('pseudopotentials'), 'Al.pz-vbc.UPF')}`,
  ];
  const run = (...more: readonly string[]) => bench.run('al-qe.yaml', ...sets(), ...more);

  it(
    'goes on after kill -9, and keeps every label that was finished',
    async () => {
      const child = bench.start('run', 'al-qe.yaml', ...sets(), '--json', '-j', '1');
      let done = 0;
      child.stdout?.on('data', (chunk: Buffer) => {
        for (const line of String(chunk).split('\n')) {
          if (!line.includes('"type":"progress"') || !line.includes('"labels"')) continue;
          done = Math.max(done, (JSON.parse(line) as { done: number }).done);
          if (done >= 2) child.kill('SIGKILL');
        }
      });
      await ended(child);
      expect(done).toBeGreaterThanOrEqual(2);
      const { code, summary } = await run();
      expect([code, summary.items.failed]).toEqual([0, 0]);
      expect(summary.items.cached).toBeGreaterThanOrEqual(done);
      expect(summary.items.executed + summary.items.cached).toBe(10);
    },
    LONG,
  );

  it(
    'buys nothing twice: not on a second run, not for what changes no result',
    async () => {
      expect((await run()).summary).toMatchObject({
        nodes: { executed: 0 },
        items: { executed: 0 },
      });
      const text = readFileSync(join(ROOT, 'pipelines/al-qe.yaml'), 'utf8');
      const same: readonly (readonly [string, string])[] = [
        // 0.505 gives the mesh that 0.5 gives.
        ['kspacing: 0.5', 'kspacing: 0.505'],
        ['kspacing: 0.5', 'kspacing: 0.5\n      input: { electrons: { mixing_beta: 0.4 } }'],
        ['uses: oracle', 'uses: oracle\n    resources: { cores: 2 }'],
        ['Al: "${{ params.pseudo }}"', 'Al: "${{ params.pseudo }}", Si: "${{ params.pseudo }}"'],
      ];
      for (const [before, after] of same) {
        bench.write('other.yaml', text.replace(before, after));
        const { stdout } = await bench.auto('plan', 'other.yaml', ...sets(), '--json');
        const summary = JSON.parse(stdout.trimEnd().split('\n').at(-1) as string);
        expect([after, summary.items]).toMatchObject([after, { executed: 0, cached: 10 }]);
      }
      const { stdout } = await bench.auto(
        'plan',
        'al-qe.yaml',
        ...sets(),
        '--set',
        'ecutwfc=21',
        '--json',
      );
      expect(JSON.parse(stdout.trimEnd().split('\n').at(-1) as string).items.executed).toBe(10);
    },
    LONG,
  );

  it('keeps only sound labels of one level of theory', async () => {
    expect((await bench.auto('db', 'check', 'results/al.db')).stdout).toBe(
      '10 rows, 10 labelled: sound\n',
    );
    const { stdout } = await bench.auto('db', 'stats', 'results/al.db', '--json');
    expect(JSON.parse(stdout).levels).toEqual({ 'espresso: PZ, 20 Ry, mv 0.02 Ry': 10 });
  });
});
