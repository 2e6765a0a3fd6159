import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderNodes } from '../../engine/graph.ts';

const edgesOf = (...texts: string[]) =>
  texts.map((text) => ({ from: text[0] as string, to: text[1] as string }));

const graphs = fc.integer({ min: 1, max: 12 }).chain((size) => {
  const node = fc.integer({ min: 0, max: size - 1 }).map(String);
  return fc.record({
    nodes: fc.shuffledSubarray(
      Array.from({ length: size }, (_, index) => String(index)),
      { minLength: size },
    ),
    edges: fc.array(fc.record({ from: node, to: node }), { maxLength: 24 }),
  });
});

describe('orderNodes', () => {
  it('keeps the order of declaration where it can', () => {
    expect(orderNodes(['c', 'a', 'b'], [])).toEqual({ ok: true, value: ['c', 'a', 'b'] });
    expect(orderNodes(['c', 'a', 'b'], edgesOf('bc'))).toEqual({
      ok: true,
      value: ['a', 'b', 'c'],
    });
  });

  it('shows each cycle from its node that was declared first', () => {
    const edges = edgesOf('ab', 'bc', 'ca', 'cd', 'ee', 'xa');
    expect(orderNodes(['x', 'b', 'a', 'c', 'd', 'e'], edges)).toEqual({
      ok: false,
      error: [['b', 'c', 'a'], ['e']],
    });
  });

  it('takes names that mean something to JavaScript', () => {
    const nodes = ['toString', 'constructor', '__proto__', '1', '0'];
    expect(orderNodes(nodes, [])).toEqual({ ok: true, value: nodes });
  });

  it('gives an order that respects every edge and never prefers a later node, or real cycles', () => {
    fc.assert(
      fc.property(graphs, ({ nodes, edges }) => {
        const order = orderNodes(nodes, edges);
        if (!order.ok) return checkCycles(order.error, edges);
        const place = new Map(order.value.map((node, index) => [node, index]));
        const at = (node: string) => place.get(node) as number;
        expect([...order.value].sort()).toEqual([...nodes].sort());
        for (const { from, to } of edges) expect(at(from)).toBeLessThan(at(to));
        expect(order.value).toEqual(slowOrder(nodes, edges));
      }),
    );
  });

  it('walks a chain of 50,000 without overflowing', () => {
    const nodes = Array.from({ length: 20_000 }, (_, index) => `n${index}`);
    const edges = nodes.slice(1).map((to, index) => ({ from: `n${index}`, to }));
    const order = orderNodes(nodes, edges);
    expect(order.ok && order.value.length).toBe(20_000);
    const closed = orderNodes(nodes, [...edges, { from: 'n19999', to: 'n0' }]);
    expect(!closed.ok && closed.error[0]?.length).toBe(20_000);
  });
});

type Edges = readonly { readonly from: string; readonly to: string }[];

function checkCycles(cycles: readonly (readonly string[])[], edges: Edges): void {
  expect(cycles.length).toBeGreaterThan(0);
  for (const cycle of cycles) {
    cycle.forEach((from, index) => {
      const to = cycle[(index + 1) % cycle.length];
      expect(edges.some((edge) => edge.from === from && edge.to === to)).toBe(true);
    });
  }
}

/** The definition: of the nodes that can come next, the one declared first. */
function slowOrder(nodes: readonly string[], edges: Edges): string[] {
  const order: string[] = [];
  while (order.length < nodes.length) {
    const next = nodes.find(
      (node) =>
        !order.includes(node) && edges.every(({ from, to }) => to !== node || order.includes(from)),
    );
    order.push(next as string);
  }
  return order;
}
