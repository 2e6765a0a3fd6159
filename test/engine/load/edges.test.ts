import { describe, expect, it } from 'vitest';
import { faults, HEAD } from './support.ts';

const MAKE = '  a: { uses: make, with: { elements: [Cu] } }\n';

/** What is wrong with a node put under a good one (line 5). */
const wrong = (node: string) => faults(`${HEAD}nodes:\n${MAKE}  b: ${node}\n`);

describe('inputs', () => {
  it.each([
    ['{ uses: label, inputs: { things: c } }', ['E0501 5:39 there is no node `c`']],
    [
      '{ uses: label, inputs: { things: a.x } }',
      ['E0502 5:39 node `a` (stage `make`) has no output `x`'],
    ],
    [
      '{ uses: label, inputs: { things: a, more: a } }',
      ['E0503 5:42 stage `label` has no input `more`'],
    ],
    [
      '{ uses: label, inputs: { things: [a, a.rejected] } }',
      ['E0506 5:39 input `things` takes one source, this is a list of 2'],
    ],
    ['{ uses: label }', ['E0505 5:3 node `b` has no source for its input `things`']],
    [
      '{ uses: label, inputs: { things: [] } }',
      ['E0505 5:21 node `b` has no source for its input `things`'],
    ],
    [
      '{ uses: gather, inputs: { labels: [a, 5] } }',
      [
        'E0504 5:41 input `labels` of node `b` takes `labels`, and `a.things` has type `things`',
        'E0205 5:44 `labels[1]` must be text, this is the number 5',
      ],
    ],
    ['{ uses: label, inputs: { things: ./a.xyz } }', ['E0508 5:39 `./a.xyz` is not a source']],
    [
      '{ uses: label, inputs: { things: nodes.a.things } }',
      ['E0508 5:39 `nodes.a.things` is not a source'],
    ],
    [
      '{ uses: label, inputs: { things: b } }',
      [
        'E0507 5:39 node `b` waits for itself',
        'E0504 5:39 input `things` of node `b` takes `things`, and `b.labels` has type `labels`',
      ],
    ],
  ])('%s', async (node, expected) => {
    expect((await wrong(node)).sort()).toEqual([...expected].sort());
  });

  it('one source in a list is one source', async () => {
    expect(await wrong('{ uses: label, inputs: { things: [a] } }')).toEqual([]);
  });
});

describe('needs', () => {
  it.each([
    ['{ uses: label, inputs: { things: a }, needs: [a, x] }', ['E0501 5:55 there is no node `x`']],
    [
      '{ uses: label, inputs: { things: a }, needs: a.things }',
      ['E0508 5:51 `a.things` is not the name of a node'],
    ],
  ])('%s', async (node, expected) => {
    expect(await wrong(node)).toEqual(expected);
  });
});

describe('publish', () => {
  const publish = (map: string) =>
    wrong(`{ uses: make, with: { elements: [Cu] }, publish: ${map} }`);

  it.each([
    ['{ thing: x }', ['E0601 5:57 node `b` (stage `make`) has no output `thing`']],
    ['{ things: /x }', ['E0602 5:65 `/x` is not a path inside the workspace']],
    ['{ things: a/../../x }', ['E0602 5:65 `a/../../x` is not a path inside the workspace']],
    ['{ things: ~/x }', ['E0602 5:65 `~/x` is not a path inside the workspace']],
    ['{ things: .mlip/x }', ["E0602 5:65 `.mlip/x` is inside the program's own folder"]],
    ['{ things: results/ }', ['E0602 5:65 `results/` is a folder, and a file is published']],
    ['{ things: x, rejected: ./x }', ['E0603 5:78 this node already publishes to `x`']],
    [
      '{ things: x, rejected: x/y }',
      [
        'E0603 5:78 `x/y` and a path that this node publishes to cannot both be: one is inside the other',
      ],
    ],
    [
      '{ things: x/y/z, rejected: x }',
      [
        'E0603 5:82 `x` and a path that this node publishes to cannot both be: one is inside the other',
      ],
    ],
    ['{ things: x/y, rejected: x/z }', []],
  ])('%s', async (map, expected) => {
    expect(await publish(map)).toEqual(expected);
  });
});
