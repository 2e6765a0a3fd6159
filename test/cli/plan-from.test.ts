import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Bench, openBench } from '../support/command.ts';

const text = (a: string) => `version: 1
name: p
nodes:
  a: { uses: command, with: { argv: [sh, -c, 'echo $0 > o', ${a}], outputs: { o: o } } }
  b: { uses: command, inputs: { a: a }, with: { run: cat a > o, outputs: { o: o } } }
  c: { uses: command, inputs: { b: b }, with: { run: cat b > o, outputs: { o: o } } }
`;

let bench: Bench;
beforeEach(() => {
  bench = openBench();
  bench.write('pipeline.yaml', text('1'));
});
afterEach(() => bench.close());

it('plan --from says what a run does: what comes before is left, and what needs it fails', async () => {
  await bench.run();
  const force = await bench.auto('plan', '--from', 'b', '--force', 'c');
  expect([force.code, force.stdout]).toEqual([0, expect.stringContaining('1 node to run')]);
  bench.write('pipeline.yaml', text('2'));
  const { code, stdout } = await bench.auto('plan', '--from', 'b');
  expect([code, stdout]).toEqual([
    1,
    expect.stringMatching(
      /^\nnothing to run, 0 up to date, 3 left out\n[\s\S]*\na is not up to date \(with\.argv.*\), and --from leaves .*: b, c are not run/,
    ),
  ]);
  const ran = await bench.auto('run', '--from', 'b');
  expect([ran.code, ran.stdout]).toEqual([
    1,
    expect.stringMatching(
      /failed: 1 of 3 nodes, 2 skipped.*\n {2}✗ a {2}it is not up to date[^\n]*\n$/,
    ),
  ]);
  const planned = JSON.parse(
    (await bench.auto('plan', '--json')).stdout.trim().split('\n').at(-1) as string,
  );
  expect(planned).toMatchObject({ ok: true, nodes: { executed: 1, maybe: 2 } });
});

it('the end of a run says what failed, and where all of it is', async () => {
  bench.write(
    'pipeline.yaml',
    `${text('1')}  d: { uses: command, with: { run: 'echo trouble >&2; exit 3', outputs: { o: o } } }\n`,
  );
  const { stdout } = await bench.auto('run');
  expect(stdout).toMatch(
    /\nfailed: 1 of 4 nodes.*\n {2}✗ d {2}sh ended with code 3: trouble\n {2}what was said: mlip-auto logs d\n$/,
  );
  expect((await bench.auto('logs', 'd')).stdout).toMatch(
    /\n\$ sh -c 'echo trouble >&2; exit 3'\ntrouble\nexit code 3\n/,
  );
});
