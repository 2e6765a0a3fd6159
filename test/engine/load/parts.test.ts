import { describe, expect, it } from 'vitest';
import { loadPipeline } from '../../../engine/load/load-pipeline.ts';
import { memoryProbe, toyStages } from '../../support/toy-stages.ts';
import { HEAD } from './support.ts';

const FILE = '/lab/p.yaml';
type Files = { readonly [name: string]: string };

const load = (text: string, files: Files) =>
  loadPipeline({
    file: FILE,
    overrides: [],
    stages: toyStages,
    probe: memoryProbe({
      [FILE]: HEAD + text,
      ...Object.fromEntries(Object.entries(files).map(([name, one]) => [`/lab/${name}`, one])),
    }),
  });

async function nodesOf(text: string, files: Files) {
  const loaded = await load(text, files);
  if (!loaded.ok)
    throw new Error(loaded.error.map((one) => `${one.code} ${one.message}`).join('\n'));
  return loaded.value.nodes;
}

const ids = async (text: string, files: Files) => (await nodesOf(text, files)).map(({ id }) => id);

async function faults(text: string, files: Files): Promise<string[]> {
  const loaded = await load(text, files);
  if (loaded.ok) return [];
  return loaded.error.map(
    ({ code, message, span }) =>
      `${code} ${span?.file.replace('/lab/', '')}:${span?.line}:${span?.column} ${message}`,
  );
}

const MAKE = 'a: { uses: make, with: { elements: [Cu] } }';

describe('include', () => {
  it('adds params and nodes of other files, and of those that they include', async () => {
    const nodes = await nodesOf(
      'include: [parts/more.yaml]\nnodes: { l: { uses: label, inputs: { things: a } } }\n',
      {
        'parts/more.yaml':
          'include: deeper.yaml\nparams: { e: Cu, f: x.txt }\nnodes: { a: { uses: make, with: { elements: ["${{ params.e }}"], from: "${{ params.f }}" } } }\n',
        'parts/deeper.yaml':
          'version: 1\nname: deeper\nparams: { g: x.txt }\nnodes: { b: { uses: make, with: { elements: [Al], from: x.txt } } }\n',
        'parts/x.txt': '1',
      },
    );
    expect(nodes.map(({ id }) => id)).toEqual(['a', 'l', 'b']);
    expect(nodes[0]?.with).toMatchObject({ elements: ['Cu'] });
    expect(nodes[2]?.with['from']).toEqual(nodes[0]?.with['from']);
  });

  it('lists every file, so that a change of one is seen', async () => {
    const loaded = await load('include: more.yaml\n', { 'more.yaml': `nodes: { ${MAKE} }\n` });
    expect(loaded.ok && loaded.value.files.map(({ path }) => path)).toEqual([
      FILE,
      '/lab/more.yaml',
    ]);
  });

  it('takes a file once, however often it is named', async () => {
    const files = {
      'b.yaml': 'include: d.yaml\n',
      'c.yaml': 'include: d.yaml\n',
      'd.yaml': `nodes: { ${MAKE} }\n`,
    };
    expect(await ids('include: [b.yaml, c.yaml]\n', files)).toEqual(['a']);
  });

  it('tells what is wrong where it is', async () => {
    expect(
      await faults(
        `include: [none.yaml, p.yaml, two.yaml]\nparams: { x: 1 }\nnodes: { ${MAKE} }\n`,
        {
          'two.yaml': `params: { x: 2 }\nnods: {}\nnodes:\n  ${MAKE}\n  b: { uses: make, with: { elements: 5 } }\n`,
        },
      ),
    ).toEqual([
      'E0119 p.yaml:3:11 the file `none.yaml` is not there',
      'E0119 p.yaml:3:22 `p.yaml` includes itself',
      'E0111 two.yaml:1:11 the param `x` is in two files',
      'E0203 two.yaml:2:1 unknown key `nods` in the pipeline',
      'E0111 two.yaml:4:3 the node `a` is in two files',
      'E0205 two.yaml:5:38 `elements` must be a list, this is the number 5',
    ]);
    expect(await faults('include: two.yaml\n', { 'two.yaml': 'nodes: [\n' })).toHaveLength(1);
  });
});

const SUB = `${HEAD}params: { e: Cu, n: { type: integer, default: 1, max: 5 } }
outputs: { labels: l, things: a.rejected }
nodes:
  a: { uses: make, with: { elements: ["\${{ params.e }}"], count: "\${{ params.n }}" } }
  l: { uses: label, inputs: { things: a } }
`;

describe('a pipeline as a node', () => {
  it('has its nodes under its name, with params of its own', async () => {
    const nodes = await nodesOf(
      'params: { e: Al }\nnodes:\n  s: { uses: ./sub.yaml, with: { e: "${{ params.e }}", n: 3 } }\n  heap: { uses: gather, inputs: { labels: s, extra: s.things } }\n',
      { 'sub.yaml': SUB },
    );
    expect(nodes.map(({ id }) => id)).toEqual(['s/a', 's/l', 'heap']);
    expect(nodes[0]?.with).toEqual({ elements: ['Al'], count: 3 });
    expect(nodes[2]?.inputs.map(({ sources }) => sources)).toEqual([
      [{ node: 's/l', output: 'labels' }],
      [{ node: 's/a', output: 'rejected' }],
    ]);
  });

  it('is in no key: its nodes are those that would be written out', async () => {
    const [inner] = await nodesOf('nodes: { s: { uses: ./sub.yaml } }\n', { 'sub.yaml': SUB });
    const [plain] = await nodesOf(SUB.replace(HEAD, ''), {});
    expect({ ...inner, id: '', span: 0 }).toEqual({ ...plain, id: '', span: 0 });
  });

  it('may have a matrix, be skipped, be waited for, and wait', async () => {
    const nodes = await nodesOf(
      `nodes:\n  ${MAKE}\n  off: { uses: ./none.yaml, when: false }\n  s: { uses: ./sub.yaml, matrix: { e: [Cu, Al] }, with: { e: "\${{ matrix.e }}" }, needs: a }\n  heap: { uses: gather, inputs: { labels: [s, "s[e=Al]"] }, needs: s }\n`,
      { 'sub.yaml': SUB },
    );
    expect(nodes.map(({ id }) => id)).toEqual([
      'a',
      's[e=Cu]/a',
      's[e=Cu]/l',
      's[e=Al]/a',
      's[e=Al]/l',
      'heap',
    ]);
    expect(nodes[1]?.needs).toEqual(['a']);
    expect(nodes.at(-1)?.needs).toHaveLength(4);
    expect(nodes.at(-1)?.inputs[0]?.sources.map(({ node }) => node)).toEqual([
      's[e=Cu]/l',
      's[e=Al]/l',
      's[e=Al]/l',
    ]);
  });

  it('publishes what its outputs name', async () => {
    const nodes = await nodesOf(
      'nodes: { s: { uses: ./sub.yaml, publish: { labels: out/l, things: out/t } } }\n',
      { 'sub.yaml': SUB },
    );
    expect(nodes.map(({ publish }) => publish)).toEqual([
      [{ output: 'rejected', path: 'out/t' }],
      [{ output: 'labels', path: 'out/l' }],
    ]);
  });

  it('may hold pipelines, with paths relative to each file', async () => {
    const middle = `${HEAD}outputs: { all: inner.labels }\nnodes: { inner: { uses: ./sub.yaml, with: { e: Au } } }\n`;
    const nodes = await nodesOf(
      'nodes:\n  m: { uses: ./d/m.yaml }\n  heap: { uses: gather, inputs: { labels: m } }\n',
      { 'd/m.yaml': middle, 'd/sub.yaml': SUB },
    );
    expect(nodes.map(({ id }) => id)).toEqual(['m/inner/a', 'm/inner/l', 'heap']);
  });

  it.each([
    ['{ uses: ./none.yaml }', ['E0119 p.yaml:4:14 the file `./none.yaml` is not there']],
    ['{ uses: sub.yaml }', ['E0401 p.yaml:4:14 there is no stage `sub.yaml`']],
    [
      '{ uses: ./p.yaml }',
      ['E0407 p.yaml:4:14 `./p.yaml` is this pipeline itself, or one that it is part of'],
    ],
    [
      '{ uses: ./sub.yaml, with: { f: 1 } }',
      ['E0203 p.yaml:4:34 the pipeline `./sub.yaml` has no param `f`'],
    ],
    [
      '{ uses: ./sub.yaml, with: { n: 9 } }',
      ['E0309 p.yaml:4:37 param `n` must be at most 5, this is the number 9'],
    ],
    [
      '{ uses: ./sub.yaml, inputs: { x: s }, retry: { attempts: 2 } }',
      [
        'E0407 p.yaml:4:26 `inputs` cannot stand in node `s`, which is a pipeline',
        'E0407 p.yaml:4:44 `retry` cannot stand in node `s`, which is a pipeline',
      ],
    ],
    [
      '{ uses: ./sub.yaml, publish: { labls: x } }',
      ['E0601 p.yaml:4:37 node `s` (pipeline `./sub.yaml`) has no output `labls`'],
    ],
    [
      '{ uses: ./sub.yaml }\n  g: { uses: gather, inputs: { labels: s.labls } }',
      ['E0502 p.yaml:5:40 node `s` (pipeline `./sub.yaml`) has no output `labls`'],
    ],
    [
      '{ uses: ./sub.yaml }\n  g: { uses: gather, inputs: { labels: s.things } }',
      [
        'E0504 p.yaml:5:40 input `labels` of node `g` takes `labels`, and `s/a.rejected` has type `things`',
      ],
    ],
    [
      '{ uses: ./bad.yaml }',
      [
        'E0501 bad.yaml:3:15 there is no node `l`',
        'E0205 bad.yaml:4:45 `elements` must be a list, this is the number 5',
      ],
    ],
  ])('%s', async (node, expected) => {
    const files = {
      'sub.yaml': SUB,
      'bad.yaml': `${HEAD}outputs: { x: l }\nnodes: { a: { uses: make, with: { elements: 5 } } }\n`,
    };
    const found = await faults(`nodes:\n  s: ${node}\n`, files);
    expect(found).toEqual(expected);
  });
});
