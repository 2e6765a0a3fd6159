import { describe, expect, it } from 'vitest';
import type { GraphNode } from '../../engine/events.ts';
import { renderDot, renderMermaid, renderTree } from '../../report/graph.ts';
import { paint } from '../../report/paint.ts';

const node = (id: string, more: Partial<GraphNode> = {}): GraphNode => ({
  type: 'graph-node',
  node: id,
  stage: 'made',
  state: 'hit',
  inputs: [],
  needs: [],
  ...more,
});
const from = (id: string, output = 'out') => ({ node: id, output });

const DIAMOND: readonly GraphNode[] = [
  node('top', { stage: './a "quoted" [stage].js' }),
  node('left', {
    state: 'miss',
    items: { total: 1284, hits: 4, misses: 1280 },
    inputs: [from('top')],
  }),
  node('right', { inputs: [from('top')], items: { total: 2, hits: 2, misses: 0 } }),
  node('end', { state: 'maybe', inputs: [from('left'), from('right')], needs: ['top'] }),
];

describe('a graph', () => {
  it('is a tree in which what was shown before is not shown again', () => {
    expect(renderTree(DIAMOND, paint(false))).toMatchInlineSnapshot(`
      "? end (made)
      ├─ ✗ left (made) 1,280 of 1,284 items to make
      │  └─ ✓ top (./a "quoted" [stage].js)
      ├─ ✓ right (made) 2 items
      │  └─ ✓ top (./a "quoted" [stage].js)
      └─ ✓ top (./a "quoted" [stage].js)"
    `);
  });

  it('stops where a chain goes deeper than a screen is wide', () => {
    const chain = Array.from({ length: 10_000 }, (_, at) =>
      node(`n${at}`, at === 0 ? {} : { inputs: [from(`n${at - 1}`)] }),
    );
    const lines = renderTree(chain, paint(false)).split('\n');
    expect(lines).toHaveLength(42);
    expect(lines[40]).toContain('n9959 (made)');
    expect(lines[41]).toContain('deeper than fits');
  });

  it('is DOT and Mermaid, with signs that would mean something there put by', () => {
    expect(renderDot('a "name"', DIAMOND)).toMatchInlineSnapshot(`
      "digraph "a \\"name\\"" {
        rankdir=LR; node [shape=box, style="rounded,filled", fontname="sans-serif"];
        "top" [label="top\\n./a \\"quoted\\" [stage].js", fillcolor="#d5f0d8"];
        "left" [label="left\\nmade\\n1,280 of 1,284 items to make", fillcolor="#f7d4d0"];
        "right" [label="right\\nmade\\n2 items", fillcolor="#d5f0d8"];
        "end" [label="end\\nmade", fillcolor="#fbeec2"];
        "top" -> "left" [label="out"];
        "top" -> "right" [label="out"];
        "left" -> "end" [label="out"];
        "right" -> "end" [label="out"];
        "top" -> "end" [style=dashed];
      }"
    `);
    expect(renderMermaid(DIAMOND)).toMatchInlineSnapshot(`
      "graph LR
        n0["top<br>./a #34;quoted#34; #91;stage#93;.js"]:::hit
        n1["left<br>made<br>1,280 of 1,284 items to make"]:::miss
        n2["right<br>made<br>2 items"]:::hit
        n3["end<br>made"]:::maybe
        n0 -- out --> n1
        n0 -- out --> n2
        n1 -- out --> n3
        n2 -- out --> n3
        n0 -.-> n3
        classDef hit fill:#d5f0d8,stroke:#666,color:#222;
        classDef miss fill:#f7d4d0,stroke:#666,color:#222;
        classDef maybe fill:#fbeec2,stroke:#666,color:#222;"
    `);
  });
});
