import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bench, ended, openBench } from '../support/command.ts';

/** A stage that runs the script in its settings. */
const STAGE = `
export default {
  kind: 'whole',
  name: 'script',
  summary: 'runs a script',
  settings: { type: 'object', properties: { script: { type: 'string' } } },
  inputs: {},
  outputs: { out: { type: 'text', default: true } },
  backend: () => ({
    name: 'script',
    version: 1,
    resolve: (settings) => ({ ok: true, value: { with: settings } }),
    run: async (context) => {
      if (context.with.script === '') return { ok: true, value: { out: context.put('') } };
      const env = { PATH: process.env.PATH };
      const { exitCode, stdout } = await context.exec(['sh', '-c', context.with.script], { env });
      if (exitCode !== 0) throw new Error('it broke');
      return { ok: true, value: { out: context.put(stdout) } };
    },
  }),
};
`;
const pipeline = (script: string): string => `
version: 1
name: logs
nodes:
  talker: { uses: ./stage.mjs, with: { script: ${JSON.stringify(script)} } }
  quiet: { uses: ./stage.mjs, with: { script: '' } }
`;

let bench: Bench;
beforeAll(async () => {
  bench = openBench();
  bench.write('stage.mjs', STAGE);
  bench.write('p.yaml', pipeline('echo hello; exit 1'));
  await bench.run('p.yaml');
  bench.write('p.yaml', pipeline('echo better'));
  await bench.run('p.yaml');
  await bench.run('p.yaml');
}, 120_000);
afterAll(() => bench.close());

interface Line {
  readonly [name: string]: unknown;
}
const linesOf = async (...args: readonly string[]): Promise<Line[]> => {
  const { stdout } = await bench.auto(...args, '--json');
  return stdout
    .trimEnd()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line);
};

describe('runs', () => {
  it('lists the past runs that did something, with how they ended, the newest first', async () => {
    const runs = await linesOf('runs');
    expect(runs.map(({ outcome }) => outcome)).toEqual(['done', 'failed']);
    expect(runs[0]).toMatchObject({
      type: 'run',
      pipeline: 'logs',
      nodes: { executed: 1, cached: 1, failed: 0, skipped: 0 },
      cost: { wall_s: expect.any(Number), cpu_s: expect.any(Number) },
    });
    expect(await linesOf('runs', '-n', '1')).toEqual([runs[0]]);
    expect((await bench.auto('runs')).stdout).toMatch(
      /^.+Z {2}logs {2}\(p\.yaml\) {2}done in .+: 1 nodes? executed, 1 reused\n/,
    );
  });

  it('wants a number', async () => {
    const { code, stderr } = await bench.auto('runs', '-n', 'many');
    expect([code, stderr]).toEqual([2, expect.stringMatching(/error\[E0921\]/)]);
  });
});

describe('logs', () => {
  it('prints what a node said when it last said anything', async () => {
    const { code, stdout } = await bench.auto('logs', 'talker');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^--- attempt 1, .*\n\$ sh -c 'echo better'\nbetter\nexit code 0\n$/);
  });

  it('prints an older run, found by the beginning of its id', async () => {
    const oldest = (await linesOf('runs')).at(-1)?.run as string;
    const [line] = await linesOf('logs', 'talker', '--run', oldest.slice(0, -1));
    expect(line).toMatchObject({ type: 'log', run: oldest, node: 'talker' });
    expect(line?.text).toMatch(/hello\n[\s\S]*thrown: Error: it broke\n +at .*stage\.mjs/);
  });

  it('says that a node had nothing to say', async () => {
    const { code, stdout, stderr } = await bench.auto('logs', 'quiet');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toMatch(/`quiet` has no log/);
  });

  it.each([
    [['talkr'], /error\[E0906\][\s\S]*did you mean `talker`/],
    [['talker', '--run', '1999'], /error\[E0922\]: no run `1999`/],
    [['talker', '--run', '2'], /error\[E0922\]: 2 runs `2`/],
    [['talker', 'xyz'], /error\[E0923\]: `xyz` is not an item/],
  ])('refuses %j', async (args, words) => {
    const { code, stderr } = await bench.auto('logs', ...args);
    expect([code, stderr]).toEqual([2, expect.stringMatching(words)]);
  });
});

describe('during a run', () => {
  it('logs follow it to its end, and status says how far it is', async () => {
    const fifo = join(bench.folder, 'fifo');
    bench.write('q.yaml', pipeline(`mkfifo ${fifo}; echo first; read line < ${fifo}; echo $line`));
    const run = bench.start('run', 'q.yaml', '--json');
    await new Promise<void>((resolve) => {
      run.stdout?.on('data', (chunk) => /started","node":"talker"/.test(chunk) && resolve());
    });
    const following = bench.start('logs', 'talker', '--follow');
    const end = ended(following);
    await new Promise<void>((resolve) => {
      following.stdout?.on('data', (chunk) => String(chunk).includes('first') && resolve());
    });
    const [now] = await linesOf('status');
    expect(now).toMatchObject({
      progress: { ended: expect.any(Number), nodes: 2, running: [{ node: 'talker' }] },
    });
    writeFileSync(fifo, 'the last words\n');
    const { code, stdout } = await end;
    expect(code).toBe(0);
    expect(stdout).toMatch(/first\nthe last words\nexit code 0\n$/);
  });
});
