// Several runs in one workspace at once: of one pipeline, of pipelines that share nodes, with one killed on the way.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunSummary } from '../../engine/events.ts';
import { type Bench, ended, openBench } from '../support/command.ts';
import { heldRun, makeFifo, type RunEnd, runEnd } from '../support/held-run.ts';

let bench: Bench;
beforeEach(() => {
  bench = openBench();
  bench.write('paid', '');
});
afterEach(() => bench.close());

const at = (name: string): string => join(bench.folder, name);
const paid = (): readonly string[] =>
  readFileSync(at('paid'), 'utf8').split('\n').filter(Boolean).sort();

/** A node that is paid for: it writes its name down. */
const node = (name: string, from: string | undefined, before = ''): string =>
  `  ${name}: { uses: command, ${from ? `inputs: { in: ${from} }, ` : ''}with: { argv: [sh, -c, '${before}echo ${name} >> "$PAID"; cat ${from ? 'in' : '/dev/null'} > out; echo ${name} >> out'], pass_env: [PATH, PAID], outputs: { out: out } } }\n`;
const pipeline = (name: string, ...nodes: readonly string[]): string =>
  `version: 1\nname: ${name}\nnodes:\n${nodes.join('')}`;

const CHAIN = pipeline('chain', node('a', undefined), node('b', 'a'), node('c', 'b'));
const FORK = pipeline('fork', node('a', undefined), node('b', 'a'), node('d', 'b'));

const outputs = ({ summary }: RunEnd): RunSummary['outputs'] => summary.outputs;

/** Starts all of them at once and waits for all. */
async function together(runner: Bench, files: readonly string[]): Promise<readonly RunEnd[]> {
  const all = files.map((file) => ended(runner.start('run', file, '--json')));
  return (await Promise.all(all)).map(runEnd);
}

describe.each(['local', 'lease'])('under a %s lock', (how) => {
  const runner = (): Bench => bench.as({ MLIP_LOCK: how, PAID: at('paid') });

  it.each([2, 4])(
    '%i runs of one pipeline: all end well and alike, each node is paid for once',
    async (count) => {
      bench.write('chain.yaml', CHAIN);
      const ends = await together(
        runner(),
        Array.from({ length: count }, () => 'chain.yaml'),
      );
      expect(ends.map(({ code }) => code)).toEqual(ends.map(() => 0));
      for (const end of ends) expect(outputs(end)).toEqual(outputs(ends[0] as RunEnd));
      const executed = ends.reduce((sum, { summary }) => sum + summary.nodes.executed, 0);
      expect([executed, paid()]).toEqual([3, ['a', 'b', 'c']]);
    },
  );

  it('four runs of two pipelines that share nodes: what they share is paid for once', async () => {
    bench.write('chain.yaml', CHAIN);
    bench.write('fork.yaml', FORK);
    const ends = await together(runner(), ['chain.yaml', 'fork.yaml', 'fork.yaml', 'chain.yaml']);
    expect(ends.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect(paid()).toEqual(['a', 'b', 'c', 'd']);
    for (const file of ['chain.yaml', 'fork.yaml']) {
      expect(runEnd(await runner().auto('run', file, '--json')).summary.nodes.executed).toBe(0);
    }
    expect((await bench.auto('cache', 'verify')).code).toBe(0);
  });

  it('one is killed while it holds the workspace: those that wait go on, and nothing done is paid for again', async () => {
    const fifo = makeFifo(bench);
    bench.write(
      'held.yaml',
      pipeline('chain', node('a', undefined), node('b', 'a', `cat ${fifo}; `), node('c', 'b')),
    );
    bench.write('chain.yaml', CHAIN);
    const held = await heldRun(runner(), fifo, 'held.yaml');
    const refused = await runner().auto('run', 'chain.yaml', '--no-wait');
    expect([refused.code, refused.stderr]).toEqual([3, expect.stringContaining('E0702')]);
    const waiting = ['chain.yaml', 'chain.yaml'].map((file) =>
      runner().start('run', file, '--json'),
    );
    const ends = waiting.map((child) => ended(child));
    // Each says on whom it waits before the holder goes.
    await Promise.all(
      waiting.map(
        (child) =>
          new Promise<void>((resolve) => {
            child.stdout?.on('data', (chunk) => {
              if (String(chunk).includes('"waiting"')) resolve();
            });
          }),
      ),
    );
    await held.kill();
    const done = (await Promise.all(ends)).map(runEnd);
    expect(done.map(({ code, stderr }) => [code, stderr])).toEqual([
      [0, ''],
      [0, ''],
    ]);
    // The program that the dead engine left was ended by the next one: held as it was, it had not paid yet.
    expect(paid()).toEqual(['a', 'b', 'c']);
    await held.letGo();
    expect((await bench.auto('cache', 'verify')).code).toBe(0);
  });
});
