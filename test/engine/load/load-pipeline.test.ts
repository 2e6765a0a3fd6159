import { describe, expect, it } from 'vitest';
import { digestBytes } from '../../../base/digest.ts';
import { loadPipeline } from '../../../engine/load/load-pipeline.ts';
import type { Override } from '../../../engine/load/request.ts';
import { memoryProbe, toyStages } from '../../support/toy-stages.ts';

const FILE = '/lab/pipelines/p.yaml';

const load = (
  text: string,
  overrides: readonly Override[] = [],
  files: { readonly [path: string]: string } = {},
) =>
  loadPipeline({
    file: FILE,
    overrides,
    stages: toyStages,
    probe: memoryProbe({ [FILE]: text, ...files }),
  });

const set = (name: string, text: string): Override => ({ name, text, base: '/people/me' });

async function pipeline(text: string, overrides: readonly Override[] = [], files = {}) {
  const loaded = await load(text, overrides, files);
  if (!loaded.ok)
    throw new Error(loaded.error.map((one) => `${one.code} ${one.message}`).join('\n'));
  return loaded.value;
}

/** `CODE line:column message` of each diagnostic. */
async function faults(text: string, overrides: readonly Override[] = []): Promise<string[]> {
  const loaded = await load(text, overrides);
  return loaded.ok
    ? []
    : loaded.error.map(
        ({ code, message, span }) => `${code} ${span?.line}:${span?.column} ${message}`,
      );
}

const HEAD = 'version: 1\nname: p\n';
const GOOD = `${HEAD}params: { n: 3, train: }
nodes:
  heap:
    uses: gather
    inputs: { labels: [labels, more], extra: things.rejected }
    needs: things
    publish: { heap: ./results//heap.json }
  labels: { uses: label, inputs: { things: things }, retry: { attempts: 3 } }
  things:
    uses: make
    with: { elements: [Cu], count: "\${{ params.n }}", note: "n is \${{ params.n }}" }
    resources: { cores: 4, memory: 8GB, time: 1h30m }
  more: { uses: label, inputs: { things: things }, with: { method: "\${{ params.train }}" } }
`;

describe('a pipeline that is right', () => {
  it('becomes nodes in the order in which they can run', async () => {
    const { name, file, nodes, files } = await pipeline(GOOD);
    expect({ name, file }).toEqual({ name: 'p', file: FILE });
    expect(nodes.map(({ id }) => id)).toEqual(['things', 'labels', 'more', 'heap']);
    expect(files).toEqual([{ path: FILE, digest: digestBytes(GOOD) }]);
  });

  it('has everything that planning needs', async () => {
    const { nodes } = await pipeline(GOOD);
    const [things, labels, more, heap] = nodes;
    expect(things).toEqual({
      id: 'things',
      uses: 'make',
      kind: 'whole',
      backend: { name: 'toy-make', version: 3 },
      with: { elements: ['Cu'], count: 3, note: 'n is 3' },
      notes: ['n is 3'],
      cheap: true,
      inputs: [],
      outputs: [
        { name: 'things', type: 'things' },
        { name: 'rejected', type: 'things' },
      ],
      needs: [],
      publish: [],
      conduct: {
        attempts: 1,
        growth: 1,
        resources: { cores: 4, memory: '8GB', timeSeconds: 5400 },
      },
      span: { file: FILE, line: 11, column: 3, length: 6, lineText: '  things:' },
    });
    expect(labels).toMatchObject({
      conduct: { attempts: 3, growth: 1 },
      backend: { readingVersion: 2 },
      kind: 'map',
    });
    expect(more?.with).toEqual({});
    expect(heap).toMatchObject({
      needs: ['things'],
      publish: [{ output: 'heap', path: 'results/heap.json' }],
      inputs: [
        {
          name: 'labels',
          view: { name: 'ends', version: 1 },
          sources: [
            { node: 'labels', output: 'labels' },
            { node: 'more', output: 'labels' },
          ],
        },
        { name: 'extra', sources: [{ node: 'things', output: 'rejected' }] },
      ],
    });
  });

  it('is plain data', async () => {
    const loaded = await pipeline(GOOD);
    expect(JSON.parse(JSON.stringify(loaded))).toEqual(loaded);
  });
});

describe('a file that is no pipeline', () => {
  const codesOf = async (files: { readonly [path: string]: string | Uint8Array }) => {
    const probe = memoryProbe(files);
    const loaded = await loadPipeline({ file: FILE, overrides: [], stages: toyStages, probe });
    return loaded.ok ? [] : loaded.error.map(({ code }) => code);
  };

  it.each([
    ['that is not there', {}, ['E0101']],
    ['that is a folder', { [`${FILE}/x`]: '' }, ['E0102']],
    ['that is binary', { [FILE]: Buffer.from([0, 1, 2]) }, ['E0104']],
    ['that is empty', { [FILE]: '' }, ['E0105']],
    ['of comments', { [FILE]: '# nothing\n---\n' }, ['E0105']],
    ['that is a text', { [FILE]: 'hello' }, ['E0201']],
    ['that is a list', { [FILE]: '- a' }, ['E0201']],
    [
      'of another version',
      { [FILE]: 'version: "1"\nname: p\nnodes: { a: { uses: make, with: { elements: [Cu] } } }' },
      ['E0202'],
    ],
    ['without nodes', { [FILE]: `${HEAD}nodes: {}` }, ['E0207']],
    [
      'with params in a list',
      { [FILE]: `${HEAD}params: [a]\nnodes: { a: { uses: make, with: { elements: [Cu] } } }` },
      ['E0205'],
    ],
  ])('%s', async (_, files, expected) => {
    expect(await codesOf(files)).toEqual(expected);
  });
});

describe('--set', () => {
  const base = `${HEAD}params: { x: 1, s: a }\nnodes: { a: { uses: make, with: { elements: [Cu], `;
  const withOf = async (setting: string, overrides: Override[]) =>
    (await pipeline(`${base}${setting} } } }`, overrides)).nodes[0]?.with;

  it('is read as a YAML scalar and keeps its kind', async () => {
    expect(await withOf(`scale: "\${{ params.x }}"`, [set('x', '2.5')])).toMatchObject({
      scale: 2.5,
    });
    expect(await withOf(`vacancies: "\${{ params.x }}"`, [set('x', 'true')])).toMatchObject({
      vacancies: true,
    });
    expect(await withOf(`note: "\${{ params.s }}"`, [set('s', 'PBE: 500 eV #1')])).toMatchObject({
      note: 'PBE: 500 eV #1',
    });
    expect(await withOf(`note: "\${{ params.s }}"`, [set('s', '"5"')])).toMatchObject({
      note: '5',
    });
  });

  it('the last one counts', async () => {
    const overrides = [set('x', '2'), set('x', '3')];
    expect(await withOf(`count: "\${{ params.x }}"`, overrides)).toMatchObject({ count: 3 });
  });

  it('of nothing unsets', async () => {
    expect(await withOf(`count: "\${{ params.x }}"`, [set('x', '')])).toEqual({ elements: ['Cu'] });
  });

  it('of an unknown param is refused with a suggestion', async () => {
    const loaded = await load(GOOD, [set('trian', 'x')]);
    expect(loaded.ok ? [] : loaded.error).toMatchObject([
      { code: 'E0302', hint: 'did you mean `train`?' },
    ]);
  });

  it('is named where its value does not fit', async () => {
    expect(await faults(`${base}count: "\${{ params.x }}" } } }`, [set('x', 'many')])).toEqual([
      'E0205 4:58 `count` must be a whole number, this is the text "many" (from --set x=many)',
    ]);
  });
});

describe('files in settings', () => {
  const text = (from: string) =>
    `${HEAD}params: { f: data/a.xyz }\nnodes: { a: { uses: make, with: { elements: [Cu], from: "${from}" } } }`;
  const there = { '/lab/pipelines/data/a.xyz': 'here', '/people/me/data/a.xyz': 'there' };

  it('are keyed by content, relative to the file that names them', async () => {
    for (const from of ['data/a.xyz', `\${{ params.f }}`, `data/\${{ params.f }}/../../a.xyz`]) {
      const { nodes, files } = await pipeline(text(from), [], there);
      expect(nodes[0]?.with['from']).toEqual({ file: digestBytes('here') });
      expect(files.map(({ path }) => path)).toEqual([FILE, '/lab/pipelines/data/a.xyz']);
    }
  });

  it('from --set are relative to where it was said', async () => {
    const { nodes } = await pipeline(text(`\${{ params.f }}`), [set('f', 'data/a.xyz')], there);
    expect(nodes[0]?.with['from']).toEqual({ file: digestBytes('there') });
  });

  it('that are missing are reported at their place', async () => {
    expect(await faults(text('data/b.xyz'))).toEqual([
      'E0604 4:57 `from` names a file that is not there: "data/b.xyz"',
    ]);
  });
});

describe('what is wrong is told all at once, without noise', () => {
  it.each([
    [
      'an unknown key',
      'a: { uses: make, with: { elemnts: [Cu] } }',
      ['E0203 5:28 unknown key `elemnts` in `with` of node `a`'],
    ],
    [
      'a kind',
      'a: { uses: make, with: { elements: Cu, scale: 5.5 A } }',
      [
        'E0205 5:38 `elements` must be a list, this is the text "Cu"',
        'E0205 5:49 `scale` must be a number, this is the text "5.5 A"',
      ],
    ],
    [
      'a word',
      'a: { uses: make, with: { elements: [Cu], lattice: fc } }',
      ['E0206 5:53 `lattice` must be one of `fcc` or `bcc`, this is the text "fc"'],
    ],
    [
      'a union takes its best branch',
      'a: { uses: make, with: { elements: [Cu], strain: { list: [1, x] } } }',
      ['E0205 5:64 `list[1]` must be a number, this is the text "x"'],
    ],
    [
      'a limit',
      'a: { uses: make, with: { elements: [], count: 0 } }',
      [
        'E0207 5:38 `elements` must have at least 1 entry, it has 0',
        'E0207 5:49 `count` must be at least 1, this is 0',
      ],
    ],
    [
      'an issue of the stage',
      'a: { uses: make, with: { elements: [Cu], count: 13 } }',
      ['E0209 5:51 13 is unlucky'],
    ],
    [
      'an unknown stage gives no noise at its edges',
      'a: { uses: mak }\n  b: { uses: label, inputs: { things: a.foo } }',
      ['E0401 5:14 there is no stage `mak`'],
    ],
    [
      'an unset param',
      `a: { uses: make, with: { elements: "\${{ params.none }}" } }`,
      ['E0301 5:38 `elements` is required, and param `none` is not set'],
    ],
    [
      'a cycle',
      'a: { uses: label, inputs: { things: c.x }, needs: b }\n  b: { uses: gather, inputs: { labels: a } }',
      [
        'E0501 5:39 there is no node `c`',
        'E0507 5:53 these nodes wait for each other: a -> b -> a',
      ],
    ],
  ])('%s', async (_, node, expected) => {
    expect(await faults(`${HEAD}params: { none: }\nnodes:\n  ${node}\n`)).toEqual(expected);
  });
});
