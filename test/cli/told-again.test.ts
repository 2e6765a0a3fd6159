import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Bench, openBench, SMALL } from '../support/command.ts';

let bench: Bench;
beforeEach(() => {
  bench = openBench();
});
afterEach(() => bench.close());

it('a node that failed is told as one that failed, when and why, until it ends well', async () => {
  const pipeline = (run: string): string =>
    `version: 1\nname: f\nnodes:\n  a: { uses: command, with: { run: "${run}", outputs: { o: o } } }\n`;
  bench.write('pipeline.yaml', pipeline('echo no disk >&2; exit 3'));
  expect((await bench.auto('plan')).stdout).toContain('miss   a  because: not run before');
  expect((await bench.auto('run')).code).toBe(1);
  const why =
    /failed last time \(infra, \d{4}-\d\d-\d\d \d\d:\d\dZ\): sh ended with code 3: no disk/;
  expect((await bench.auto('plan')).stdout).toMatch(why);
  const { stdout } = await bench.auto('explain', 'a');
  expect(stdout).toMatch(why);
  expect(stdout).toContain('no node of the pipeline `f` has ended well in this workspace yet');
  bench.write('pipeline.yaml', pipeline('echo 1 > o'));
  expect((await bench.auto('run')).stdout).toMatch(why);
  bench.write('pipeline.yaml', pipeline('echo 2 > o'));
  expect((await bench.auto('plan')).stdout).not.toContain('failed last time');
});

it('a run that met its budget is compared without what it did not come to the end of', async () => {
  bench.write('pipeline.yaml', SMALL);
  const upTo = ['run', '--until', 'labels'];
  expect((await bench.auto(...upTo, '--set', 'steps=3')).code).toBe(0);
  expect((await bench.auto(...upTo, '--budget', '0.000001s')).code).toBe(1);
  expect((await bench.auto('explain', 'labels', '1')).stdout).toContain('labels item 1');
  expect((await bench.auto(...upTo)).code).toBe(0);
  const { stdout } = await bench.auto('diff', '--run', 'last~1', 'last');
  expect(stdout.replace(/run 20\S+/g, 'run …')).toBe(
    'nothing changed since run …\nrun … did not come to the end of labels: not compared\n',
  );
  const over = await bench.auto('diff', '--run', 'last~2', 'last~1');
  expect(over.stdout).toContain('structures.with.distortion.n_strain_steps 3 → 5');
  expect(over.stdout).not.toContain('none');
  const item = await bench.auto('explain', 'labels', '1');
  expect(item.stdout).toContain('as at the last run here: its value is there and is used again');
});

it('of very many diagnostics of one code the first are shown, and all with --json', async () => {
  const nodes = Array.from(
    { length: 60 },
    (_, n) =>
      `  n${n}: { uses: command, with: { run: "cat f > o", files: { f: ./no-${n}.txt }, outputs: { o: o } } }\n`,
  );
  bench.write('pipeline.yaml', `version: 1\nname: many\nnodes:\n${nodes.join('')}`);
  const { code, stderr } = await bench.auto('validate');
  expect(code).toBe(2);
  expect(stderr.match(/^error/gm)).toHaveLength(20);
  expect(stderr).toMatch(/and 40 more of E\d{4}: --json has all/);
  const { stdout } = await bench.auto('validate', '--json');
  expect(stdout.match(/"type":"diagnostic"/g)).toHaveLength(60);
});
