import { describe, expect, it } from 'vitest';
import { faults, HEAD, loadText, nodesOf } from './support.ts';

/** A pipeline of one node with this matrix, and perhaps more nodes. */
const matrix = (text: string, more = ''): string =>
  `${HEAD}params: { list: [Cu, Al], on: true, off: false, none: }\nnodes:\n  a:\n    uses: make\n    matrix: ${text}\n    with: { elements: ["\${{ matrix.e }}"] }\n${more}`;

const hints = async (text: string): Promise<string[]> => {
  const loaded = await loadText(text);
  return loaded.ok ? [] : loaded.error.flatMap(({ hint }) => hint ?? []);
};

const ids = async (text: string): Promise<string[]> => (await nodesOf(text)).map(({ id }) => id);

describe('a matrix', () => {
  it.each([
    ['{ e: [Cu, Al] }', ['a[e=Cu]', 'a[e=Al]']],
    ['{ e: [Cu, Al], n: [1, 2] }', ['a[e=Cu,n=1]', 'a[e=Cu,n=2]', 'a[e=Al,n=1]', 'a[e=Al,n=2]']],
    ['{ zip: true, e: [Cu, Al], n: [1, 2] }', ['a[e=Cu,n=1]', 'a[e=Al,n=2]']],
    ['{ e: [Cu], n: { range: [4, 6, 5] } }', [4, 4.5, 5, 5.5, 6].map((n) => `a[e=Cu,n=${n}]`)],
    ['{ e: [Cu], n: { range: [0.1, 0.3, 3] } }', [0.1, 0.2, 0.3].map((n) => `a[e=Cu,n=${n}]`)],
    ['{ e: [Cu], n: { range: [7, 9, 1] } }', ['a[e=Cu,n=7]']],
    ['{ e: [Cu, Al], n: [1, 2], exclude: [{ e: Al, n: 2 }, { n: 1 }] }', ['a[e=Cu,n=2]']],
    ['{ e: [Cu], n: [1], include: [{ e: Al, n: 7 }] }', ['a[e=Cu,n=1]', 'a[e=Al,n=7]']],
    ['{ include: [{ e: Cu, n: 1 }, { e: Al, n: 2 }] }', ['a[e=Cu,n=1]', 'a[e=Al,n=2]']],
    ['{ e: "${{ params.list }}" }', ['a[e=Cu]', 'a[e=Al]']],
    ['{ e: [a b, "x,y"] }', ['a[e="a b"]', 'a[e="x,y"]']],
    ['{ e: [Cu], s: [[2, 2, 1]] }', ['a[e=Cu,s=[2,2,1]]']],
    [`{ e: [Cu], s: [${'x'.repeat(60)}] }`, ['a[e=Cu,s=#c11db2bb27c2]']],
    ['', ['a']],
  ])('%s', async (text, expected) => {
    const whole = text === '' ? matrix('').replace('"${{ matrix.e }}"', 'Cu') : matrix(text);
    const found = await ids(whole);
    expect(found.map((id) => id.replace(/#[0-9a-f]{12}/, '#'))).toEqual(
      expected.map((id) => id.replace(/#[0-9a-f]{12}/, '#')),
    );
  });

  it('gives each node its values, of their own kind', async () => {
    const nodes = await nodesOf(
      matrix('{ e: [Cu, Al], n: [1, 2] }').replace(
        '"] }\n',
        '"], count: "${{ matrix.n }}", note: "n-${{ matrix.n }}" }\n',
      ),
    );
    expect(nodes.map((node) => node.with)[3]).toEqual({ elements: ['Al'], count: 2, note: 'n-2' });
  });

  it('keys each node as if it were written out', async () => {
    const [first] = await nodesOf(matrix('{ e: [Cu, Al] }'));
    const [same] = await nodesOf(`${HEAD}nodes: { a: { uses: make, with: { elements: [Cu] } } }`);
    expect({ ...first, id: '', span: 0 }).toEqual({ ...same, id: '', span: 0 });
  });
});

describe('a source that is a matrix', () => {
  const LABELS =
    '  l:\n    uses: label\n    matrix: { e: [Cu, Al], n: [1, 2] }\n    inputs: { things: "a[e=${{ matrix.e }}]" }\n';
  const heap = (source: string) =>
    `${LABELS}  heap: { uses: gather, inputs: { labels: ${source} } }\n`;
  const sourcesOf = async (source: string) => {
    const nodes = await nodesOf(matrix('{ e: [Cu, Al] }', heap(source)));
    return nodes.at(-1)?.inputs[0]?.sources.map(({ node, output }) => `${node}.${output}`);
  };

  it.each([
    ['l', ['l[e=Cu,n=1].labels', 'l[e=Cu,n=2].labels', 'l[e=Al,n=1].labels', 'l[e=Al,n=2].labels']],
    ['"l[e=Al]"', ['l[e=Al,n=1].labels', 'l[e=Al,n=2].labels']],
    ['"l[n=2, e=Cu].labels"', ['l[e=Cu,n=2].labels']],
    [
      '["l[n=2.0]", "l[e=Cu,n=1]"]',
      ['l[e=Cu,n=2].labels', 'l[e=Al,n=2].labels', 'l[e=Cu,n=1].labels'],
    ],
  ])('%s', async (source, expected) => {
    expect(await sourcesOf(source)).toEqual(expected);
  });

  it('maps one to one where it is chosen by a value', async () => {
    const nodes = await nodesOf(matrix('{ e: [Cu, Al] }', LABELS));
    expect(
      nodes.filter(({ uses }) => uses === 'label').map(({ inputs }) => inputs[0]?.sources[0]?.node),
    ).toEqual(['a[e=Cu]', 'a[e=Cu]', 'a[e=Al]', 'a[e=Al]']);
  });

  it('is waited for as a whole by `needs`', async () => {
    const nodes = await nodesOf(
      matrix(
        '{ e: [Cu, Al] }',
        '  b: { uses: make, needs: [a, "a[e=Cu]"], with: { elements: [Cu] } }\n',
      ),
    );
    expect(nodes.at(-1)?.needs).toEqual(['a[e=Cu]', 'a[e=Al]']);
  });
});

describe('what is wrong with a matrix', () => {
  it.each([
    ['{ e: [Cu, Cu] }', ['E0307 7:13 this matrix has `e=Cu` twice']],
    [
      '{ zip: true, e: [Cu], n: [1, 2] }',
      ['E0307 7:38 zipped lists must be of one length: `e` has 1 values, `n` has 2'],
    ],
    ['{ e: [Cu], n: { range: [1, 2, 1.5] } }', ['E0307 7:43 1.5 is not a number of values']],
    ['{ e: [Cu], exclude: [{ f: 1 }] }', ['E0307 7:39 the matrix has no `f`']],
    ['{ e: [Cu], exclude: [{ e: Cu }] }', ['E0307 7:13 this matrix gives no node at all']],
    ['{ e: [Cu], n: [1], include: [{ e: Al }] }', ['E0307 7:42 this has no `n`']],
    [
      '{ e: { range: [1, 1000, 1000] }, n: { range: [1, 200, 200] } }',
      ['E0307 7:13 this matrix has 200000 nodes; 100000 is the most'],
    ],
    ['{ e: [] }', ['E0207 7:18 `e` must have at least 1 entry, it has 0']],
    ['[Cu]', ['E0205 7:13 `matrix` must be a map (`key: value`), this is a list']],
    ['{ f: [Cu] }', ['E0308 8:24 the matrix of this node has no `e`']],
    ['{ e: [1, 2, 3] }', ['E0205 8:24 `elements[0]` must be text, this is the number 1']],
  ])('%s', async (text, expected) => {
    expect(await faults(matrix(text))).toEqual(expected);
  });

  it.each([
    ['{ n: { range: [1, 3] } }', /\[first, last, count\]/],
    ['{ zip: { e: [Cu] } }', /write `zip: true` beside the lists/],
    ['{ e: [Cu], exclude: { e: Cu } }', /write a list of maps/],
  ])('%s is told with the form that was meant', async (text, hint) => {
    expect(await hints(matrix(text))).toContainEqual(expect.stringMatching(hint));
  });

  it('is that there is none, or no such node', async () => {
    expect(await faults(matrix('').replace('    matrix: \n', ''))).toEqual([
      'E0308 7:24 `matrix.e` stands where there is no matrix',
    ]);
    const more =
      '  l: { uses: label, inputs: { things: "a[e=Cx]" } }\n  m: { uses: label, inputs: { things: "l[e=Cu]" } }\n  n: { uses: label, inputs: { things: a } }\n';
    expect(await faults(matrix('{ e: [Cu, Al] }', more))).toEqual([
      'E0501 9:39 there is no node `a[e=Cx]`',
      'E0501 10:39 there is no node `l[e=Cu]`',
      'E0506 11:39 input `things` takes one source, `a` is 2 nodes of a matrix',
    ]);
  });

  it('is that its nodes publish to one path', async () => {
    const publish = (path: string) =>
      matrix('{ e: [Cu, Al, Au] }').replace(/$/, `    publish: { things: ${path} }\n`);
    expect(await faults(publish('out/x'))).toEqual([
      'E0603 9:24 node `a[e=Cu]` already publishes to `out/x`',
    ]);
    expect(await faults(publish('"out/${{ matrix.e }}"'))).toEqual([]);
  });
});

describe('when', () => {
  const when = (value: string, more = '') =>
    `${HEAD}params: { on: true, off: false, none: , word: yes }\nnodes:\n  a: { uses: make, with: { elements: [Cu] }, when: ${value} }\n  b: { uses: make, with: { elements: [Al] } }\n${more}`;

  it.each([
    ['true', ['a', 'b']],
    ['"${{ params.on }}"', ['a', 'b']],
    ['', ['a', 'b']],
    ['false', ['b']],
    ['"${{ params.off }}"', ['b']],
  ])('%s', async (value, expected) => {
    expect(await ids(when(value))).toEqual(expected);
  });

  it('must be true or false', async () => {
    expect(await faults(when('"${{ params.word }}"'))).toEqual([
      'E0205 5:52 `when` must be `true` or `false`, this is the text "yes"',
    ]);
    expect(await faults(when('"${{ params.none }}"'))).toEqual([
      'E0301 5:52 param `none` is not set',
    ]);
  });

  it('false takes the node away: from lists and optional inputs in silence, elsewhere it is told', async () => {
    const more = (thing: string) =>
      `  l: { uses: label, inputs: { things: ${thing} }, needs: a }\n  heap: { uses: gather, inputs: { labels: l, extra: a } }\n`;
    const nodes = await nodesOf(when('false', more('b')));
    expect(nodes.map(({ id, needs }) => [id, needs])).toEqual([
      ['b', []],
      ['l', []],
      ['heap', []],
    ]);
    expect(nodes[2]?.inputs.map(({ name }) => name)).toEqual(['labels']);
    expect(await faults(when('false', more('a')))).toEqual([
      'E0509 7:39 input `things` of node `l` has no source: what it names is skipped by its `when`',
    ]);
  });

  it('may depend on the matrix', async () => {
    const text = matrix('{ e: [Cu, Al], use: [true, false] }').replace(
      '    with',
      '    when: "${{ matrix.use }}"\n    with',
    );
    expect(await ids(text)).toEqual(['a[e=Cu,use=true]', 'a[e=Al,use=true]']);
  });
});

describe('thousands of nodes of a matrix', () => {
  const many = (count: number) =>
    matrix(
      `{ e: { range: [1, ${count}, ${count}] } }`,
      '  l: { uses: label, matrix: { e: { range: [1, COUNT, COUNT] } }, inputs: { things: "a[e=${{ matrix.e }}]" } }\n  heap: { uses: gather, inputs: { labels: l } }\n'.replaceAll(
        'COUNT',
        String(count),
      ),
    ).replace('["${{ matrix.e }}"]', '["x${{ matrix.e }}"]');

  it('load in time that grows with their number', async () => {
    const seconds = async (count: number): Promise<number> => {
      const cpu = process.cpuUsage();
      const loaded = await loadText(many(count));
      expect(loaded.ok && loaded.value.nodes.length).toBe(2 * count + 1);
      const { user, system } = process.cpuUsage(cpu);
      return (user + system) / 1e6;
    };
    await seconds(500);
    // Quadratic growth would take five times the bound; the rest is room for a busy machine.
    const small = Math.max(await seconds(1000), await seconds(1000));
    const large = Math.min(await seconds(5000), await seconds(5000), await seconds(5000));
    expect(large).toBeLessThan(small * 5 * 2.5);
  });
});
