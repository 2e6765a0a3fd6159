import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseYaml } from '../../engine/document/yaml.ts';
import { type Bench, openBench } from '../support/command.ts';

let bench: Bench;
beforeEach(() => {
  bench = openBench();
});
afterEach(() => bench.close());

const PART = `
version: 1
name: part
params: { word: { type: string }, file: in.txt }
outputs: { out: say }
nodes:
  say:
    uses: command
    with:
      run: cat in > out; printf ' %s' "$WORD" >> out
      files: { in: "\${{ params.file }}" }
      env: { WORD: "\${{ params.word }}" }
      outputs: { out: out }
`;

const PIPELINE = `
version: 1
name: whole
include: [more.yaml]
params: { words: [hello, world] }
nodes:
  each:
    uses: ./parts/part.yaml
    matrix: { word: "\${{ params.words }}" }
    with: { word: "\${{ matrix.word }}" }
`;

const MORE = `
params: { join: true }
nodes:
  all:
    uses: command
    when: "\${{ params.join }}"
    inputs: { each: each }
    with: { run: cat each/* > all, outputs: { all: all } }
    publish: { all: all.txt }
  stage: { uses: ./parts/count.mjs, inputs: { text: each } }
`;

const COUNT = `export default {
  kind: 'whole', name: 'count', summary: 'counts', settings: { type: 'object' },
  inputs: { text: { type: 'file', many: true } }, outputs: { count: { type: 'count', default: true } },
  backend: () => ({
    name: 'count', version: 1, resolve: (settings) => ({ ok: true, value: { with: settings } }),
    run: async (context) => ({ ok: true, value: { count: context.put(String(context.input('text').length)) } }),
  }),
};
`;

function writeAll(): void {
  bench.write('w/pipeline.yaml', PIPELINE);
  bench.write('w/more.yaml', MORE);
  bench.write('w/parts/part.yaml', PART);
  bench.write('w/parts/in.txt', 'one');
  bench.write('w/parts/count.mjs', COUNT);
}

describe('a pipeline of several files', () => {
  it('runs, and is read again when one of them changes', async () => {
    writeAll();
    const first = await bench.run('w/pipeline.yaml');
    expect(first.summary).toMatchObject({ ok: true, nodes: { executed: 4 } });
    expect((await bench.run('w/pipeline.yaml')).summary.nodes).toMatchObject({
      executed: 0,
      cached: 4,
    });
    bench.write('w/parts/in.txt', 'two');
    expect((await bench.run('w/pipeline.yaml')).summary.nodes.executed).toBe(4);
    bench.write('w/more.yaml', MORE.replace('join: true', 'join: false'));
    expect((await bench.run('w/pipeline.yaml')).summary.nodes).toMatchObject({
      executed: 0,
      cached: 3,
    });
  });

  it('takes params of a file and of the command line', async () => {
    writeAll();
    bench.write('given/words.yaml', 'words: [a, b, c]\njoin: false\n');
    const nodes = async (...args: readonly string[]) =>
      (await bench.auto('expand', 'w/pipeline.yaml', '--json', ...args)).stdout
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { node: string }).node);
    expect(await nodes()).toEqual(['each[word=hello]/say', 'each[word=world]/say', 'all', 'stage']);
    expect(await nodes('--params', 'given/words.yaml', '--set', 'join=true')).toEqual([
      'each[word=a]/say',
      'each[word=b]/say',
      'each[word=c]/say',
      'all',
      'stage',
    ]);
    expect(await nodes('--set', 'words=[x]', '--params', 'given/words.yaml')).toEqual([
      'each[word=x]/say',
      'stage',
    ]);
  });
});

describe('expand', () => {
  it('prints the pipeline as it will run', async () => {
    writeAll();
    const { code, stdout } = await bench.auto('expand', 'w/pipeline.yaml');
    expect(code).toBe(0);
    const { nodes } = parseYaml(stdout).toJS() as { nodes: { [id: string]: object } };
    expect(nodes['all']).toMatchObject({
      uses: 'command',
      inputs: { each: ['each[word=hello]/say.out', 'each[word=world]/say.out'] },
      publish: { all: 'all.txt' },
    });
    expect(nodes['each[word=world]/say']).toMatchObject({
      with: { env: { WORD: 'world' }, files: { in: 'parts/in.txt' }, pass_env: ['PATH'] },
    });
  });

  it('tells what is wrong instead, and ends with 2', async () => {
    bench.write('pipeline.yaml', 'version: 1\nname: p\nnodes: { a: { uses: ./none.yaml } }\n');
    const { code, stdout, stderr } = await bench.auto('expand');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('E0119');
  });
});
