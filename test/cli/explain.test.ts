import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bench, openBench, SMALL } from '../support/command.ts';

let bench: Bench;
beforeEach(() => {
  bench = openBench();
  bench.write('pipeline.yaml', SMALL);
});
afterEach(() => bench.close());

describe('explain, diff and graph on the command line', () => {
  it('say where a change stands, what it costs, and what to do', async () => {
    const never = await bench.auto('diff');
    expect(never.stdout).toMatchInlineSnapshot(`
      "the pipeline \`small\` has not run in this workspace before: 15 labels; maybe dataset, potential, quality

      compared with the last run here
      "
    `);
    expect((await bench.run()).code).toBe(0);
    const { stdout: same } = await bench.auto('diff');
    expect(same).toBe('nothing changed since the last run here\n');

    bench.write(
      'pipeline.yaml',
      SMALL.replace('cutoff: 4.5', 'cutoff: 5').replace('steps: 5', 'steps: 6'),
    );
    expect((await bench.auto('diff')).stdout).toMatchInlineSnapshot(`
      "params.steps 5 → 6 (pipeline.yaml:4:29): 12 labels; maybe dataset
      params.cutoff 4.5 → 5 (pipeline.yaml:4:19)
        and params.steps 5 → 6 (pipeline.yaml:4:29)
        each alone is reason enough: maybe potential, quality

      compared with the last run here
      cheapest revert: params.steps back to 5 (pipeline.yaml:4) spares 12 labels; maybe dataset
      "
    `);
    expect((await bench.auto('explain', 'labels')).stdout).toMatchInlineSnapshot(`
      "labels (oracle): to be made
        inputs.structures changed (12 items added, 6 removed, 3 under other attributes) because of
          params.steps 5 → 6 (pipeline.yaml:4:29)

      params.steps 5 → 6 (pipeline.yaml:4:29): 12 labels

      compared with the last run here
      cheapest revert: params.steps back to 5 (pipeline.yaml:4) spares 12 labels
      "
    `);
    const item = await bench.auto('explain', 'labels', 'Cu16 fcc strain -0.008 rattle 0.05 #1');
    expect(item.stdout.replace(/sha256:\w+/g, 'sha256:…')).toMatchInlineSnapshot(`
      "labels item 12 \`Cu16 fcc strain -0.008 rattle 0.05 #1\`: to be made
        item    sha256:…
        key     sha256:…
        no key of it before
        nothing is recorded under its key

      params.steps 5 → 6 (pipeline.yaml:4:29): 1 label

      compared with the last run here
      cheapest revert: params.steps back to 5 (pipeline.yaml:4) spares 1 label
      "
    `);
    await bench.run();
    const runs = await bench.auto('diff', '--run', 'last~1');
    expect(runs.stdout.replace(/run 20\S+/, 'run …')).toMatchInlineSnapshot(`
      "structures.with.distortion.n_strain_steps 5 → 6: structures, 12 labels, dataset
      structures.with.distortion.n_strain_steps 5 → 6
        and potential.with.cutoff 4.5 → 5
        each alone is reason enough: potential, quality

      compared with run …
      cheapest revert: structures.with.distortion.n_strain_steps back to 5 spares structures, 12 labels, dataset
      "
    `);
    bench.write('first.yaml', SMALL);
    expect((await bench.auto('diff', 'first.yaml', 'pipeline.yaml')).stdout).toContain(
      'params.steps 5 → 6 (pipeline.yaml:4:29): structures, 12 labels, dataset',
    );
  });

  it("name the code of a user's stage", async () => {
    const stage = (value: string): string => `export default {
      kind: 'whole', name: 'one', summary: 'makes one value', settings: { type: 'object' },
      inputs: {}, outputs: { value: { type: 'value', default: true } },
      backend: () => ({ name: 'one', version: 1, resolve: () => ({ ok: true, value: { with: {} } }),
        run: async (context) => ({ ok: true, value: { value: context.put('${value}') } }) }),
    };`;
    bench.write('one.mjs', stage('1'));
    bench.write('one.yaml', 'version: 1\nname: one\nnodes:\n  one: { uses: ./one.mjs }\n');
    await bench.run('one.yaml');
    bench.write('one.mjs', stage('2'));
    const { stdout } = await bench.auto('diff', 'one.yaml');
    expect(stdout.split('\n')[0]).toBe('code of ./one.mjs: one');
    expect(stdout).toContain('cheapest revert: code of ./one.mjs as it was spares one');
  });

  it('draw what is there', async () => {
    expect((await bench.auto('graph')).stdout).toMatchInlineSnapshot(`
      "? quality (validate)
      ├─ ? dataset (store)
      │  └─ ✗ labels (oracle) 15 of 15 items to make
      │     └─ ✓ structures (build)
      └─ ? potential (train)
         └─ ? dataset (store) (above)
      "
    `);
  });

  it('take the file in the place where `run` takes it', async () => {
    bench.write('other.yaml', SMALL);
    const { code, stdout } = await bench.auto('explain', 'labels', 'other.yaml');
    expect(code).toBe(0);
    expect(stdout).toContain('labels (oracle)');
  });

  it('say what they cannot find', async () => {
    const unknown = await bench.auto('explain', 'lables');
    expect(unknown).toMatchObject({ code: 2, stdout: '' });
    expect(unknown.stderr).toContain('did you mean `labels`?');
    const whole = await bench.auto('explain', 'dataset', '3');
    expect(whole.code).toBe(2);
    expect(whole.stderr).toContain('E0923');
    expect((await bench.auto('diff', 'none.yaml')).code).toBe(2);
  });

  it('refuse runs that are not there', async () => {
    const none = await bench.auto('diff', '--run', 'last');
    expect(none.code).toBe(2);
    expect(none.stderr).toContain('E0922');
  });

  it('print one JSON object a line', async () => {
    const { stdout, code } = await bench.auto('explain', 'labels', '--json');
    expect(code).toBe(0);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ type }) => type)).toEqual(['node-explained', 'cause', 'explanation']);
  });
});
