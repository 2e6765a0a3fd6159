import { describe, expect, it } from 'vitest';
import { loadPipeline } from '../../../engine/load/load-pipeline.ts';
import type { Override } from '../../../engine/load/request.ts';
import { memoryProbe, toyStages } from '../../support/toy-stages.ts';
import { HEAD } from './support.ts';

const FILE = '/lab/p.yaml';

interface Given {
  readonly set?: readonly string[];
  readonly files?: { readonly [path: string]: string };
  readonly params?: readonly string[];
}

const load = (text: string, { set = [], files = {}, params = [] }: Given = {}) =>
  loadPipeline({
    file: FILE,
    overrides: set.map((one): Override => {
      const [name = '', value = ''] = one.split('=');
      return { name, text: value, base: '/people/me' };
    }),
    paramFiles: params,
    stages: toyStages,
    probe: memoryProbe({ [FILE]: text, ...files }),
  });

const NODES = 'nodes: { a: { uses: make, with: { elements: [Cu], count: "${{ params.n }}" } } }\n';

/** The settings of the first node, or what is wrong. */
async function settings(text: string, given: Given = {}): Promise<unknown> {
  const loaded = await load(text, given);
  if (loaded.ok) return loaded.value.nodes[0]?.with;
  return loaded.error.map(({ code, message, span }) =>
    span
      ? `${code} ${span.file.replace('/lab/', '')}:${span.line}:${span.column} ${message}`
      : `${code} ${message}`,
  );
}

describe('a declared param', () => {
  const declared = (declaration: string, nodes = NODES) =>
    `${HEAD}params:\n  n: ${declaration}\n${nodes}`;

  it('has its default, or what is given', async () => {
    const text = declared('{ type: integer, default: 5, min: 1, max: 9, description: how many }');
    expect(await settings(text)).toEqual({ elements: ['Cu'], count: 5 });
    expect(await settings(text, { set: ['n=7'] })).toEqual({ elements: ['Cu'], count: 7 });
  });

  it.each([
    [
      '{ type: integer, default: 5.5 }',
      ['E0309 p.yaml:4:32 param `n` must be a whole number, this is the number 5.5'],
    ],
    [
      '{ type: number, default: 5, min: 6 }',
      ['E0309 p.yaml:4:31 param `n` must be at least 6, this is the number 5'],
    ],
    [
      '{ type: number, default: 5, max: 4 }',
      ['E0309 p.yaml:4:31 param `n` must be at most 4, this is the number 5'],
    ],
    [
      '{ type: string, default: 5 }',
      ['E0309 p.yaml:4:31 param `n` must be text, this is the number 5'],
    ],
    [
      '{ type: integer, default: 5, values: [1, 2] }',
      ['E0309 p.yaml:4:32 param `n` must be one of `1`, `2`, this is the number 5'],
    ],
    ['{ type: integer, defualt: 5 }', ['E0203 p.yaml:4:23 unknown key `defualt` in `params.n`']],
    [
      '{ type: nubmer, default: 5 }',
      [
        'E0206 p.yaml:4:14 `type` must be one of `number`, `integer`, `string`, `boolean`, `list` or `map`, this is the text "nubmer"',
      ],
    ],
  ])('%s', async (declaration, expected) => {
    expect(await settings(declared(declaration))).toEqual(expected);
  });

  it('checks what is given', async () => {
    expect(await settings(declared('{ type: integer }'), { set: ['n=x'] })).toEqual([
      'E0309 param `n` must be a whole number, this is the text "x" (from --set n=x)',
    ]);
  });

  it('that is text takes a number as text', async () => {
    const nodes = NODES.replace('count', 'note');
    expect(await settings(declared('{ type: string }', nodes), { set: ['n=7'] })).toEqual({
      elements: ['Cu'],
      note: '7',
    });
  });

  it('is not set without a default', async () => {
    expect(await settings(declared('{ type: integer }'))).toEqual({ elements: ['Cu'] });
  });

  it('is told from a map that only has a `type`', async () => {
    const nodes = NODES.replace('params.n', 'params.n.size');
    expect(await settings(declared('{ type: fcc, size: 3 }', nodes))).toEqual({
      elements: ['Cu'],
      count: 3,
    });
  });
});

describe('--set of a member', () => {
  const text = `${HEAD}params: { s: { file: x.txt, n: { size: 3 } } }\nnodes: { a: { uses: make, with: { elements: [Cu], count: "\${{ params.s.n.size }}", from: "\${{ params.s.file }}" } } }\n`;
  const files = { '/lab/x.txt': '1', '/people/me/y.txt': '2' };

  it('changes that one, and leaves the paths of others where they were', async () => {
    const before = (await settings(text, { files })) as { from: unknown };
    const other = await settings(text, { files, set: ['s.n.size=4'] });
    expect(other).toEqual({ ...before, count: 4 });
    const elsewhere = await settings(text, { files, set: ['s.file=y.txt'] });
    expect(elsewhere).not.toEqual(before);
    const whole = text
      .replace(
        'elements: [Cu], count: "${{ params.s.n.size }}", from: "${{ params.s.file }}"',
        'elements: [Cu]',
      )
      .replace('with: { elements: [Cu] }', 'with: "${{ params.s }}"')
      .replace('{ file: x.txt, n: { size: 3 } }', '{ elements: [Cu], from: x.txt, count: 1 }');
    expect(await settings(whole, { files, set: ['s.count=2'] })).toEqual({ ...before, count: 2 });
    expect(await settings(whole, { files, set: ['s.from=y.txt'] })).toMatchObject({ count: 1 });
    expect(await settings(whole, { files, set: ['s.from=x.txt'] })).toEqual([
      'E0604 p.yaml:4:33 `from` names a file that is not there: "x.txt" (from --set s.from=x.txt)',
    ]);
  });

  it.each([
    ['t.n=1', 'E0302 --set t.n=1: the pipeline has no param `t`'],
    ['s.m=1', 'E0302 --set s.m=1: param `s` has no `m`'],
    ['s.n.size.x=1', 'E0302 --set s.n.size.x=1: param `s.n.size` is no map'],
  ])('%s', async (set, expected) => {
    expect(await settings(text, { files, set: [set] })).toEqual([expected]);
  });
});

describe('--params', () => {
  const text = `${HEAD}params: { n: 1, file: }\nnodes: { a: { uses: make, with: { elements: [Cu], count: "\${{ params.n }}", from: "\${{ params.file }}" } } }\n`;
  const files = {
    '/lab/sub/q.yaml': 'n: 2\nfile: x.txt\n',
    '/lab/r.yaml': 'n: 3\n',
    '/lab/sub/x.txt': '1',
    '/lab/bad.yaml': 'm: 2\n',
    '/lab/wrong.yaml': 'n: two\n',
  };

  it('gives params, paths relative to that file; later files and --set win', async () => {
    const params = ['/lab/sub/q.yaml', '/lab/r.yaml'];
    expect(await settings(text, { files, params })).toMatchObject({
      count: 3,
      from: { file: expect.any(String) },
    });
    expect(await settings(text, { files, params, set: ['n=4'] })).toMatchObject({ count: 4 });
  });

  it('is one of the files of the pipeline', async () => {
    const loaded = await load(text, { files, params: ['/lab/r.yaml'] });
    expect(loaded.ok && loaded.value.files.map(({ path }) => path)).toContain('/lab/r.yaml');
  });

  it('is told with its own places', async () => {
    expect(await settings(text, { files, params: ['/lab/bad.yaml'] })).toEqual([
      'E0302 bad.yaml:1:1 the pipeline has no param `m`',
    ]);
    expect(await settings(text, { files, params: ['/lab/none.yaml'] })).toEqual([
      'E0119 --params /lab/none.yaml: the file is not there',
    ]);
    const loaded = await load(text, { files, params: ['/lab/wrong.yaml'] });
    expect(!loaded.ok && loaded.error[0]?.related?.[0]?.span).toMatchObject({
      file: '/lab/wrong.yaml',
      line: 1,
      column: 4,
    });
  });
});
