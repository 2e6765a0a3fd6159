/**
 * The one door of graphlib: the order of nodes, and the cycles that keep them from having one. Its
 * own algorithms recurse and overflow the stack on long chains, so only its graph is used.
 */
import { Graph } from '@dagrejs/graphlib';
import { minHeap } from './min-heap.ts';

/** Nodes in the order in which they can run, or the cycles among them, each without its repeated first node. */
export type Order =
  | { readonly ok: true; readonly value: readonly string[] }
  | { readonly ok: false; readonly error: readonly (readonly string[])[] };

/**
 * Topological order; among nodes that could come next, the one that was declared first. Every edge
 * must join two of the nodes. Cycles are disjoint; each begins with its node that was declared first.
 */
export function orderNodes(
  nodes: readonly string[],
  edges: readonly { readonly from: string; readonly to: string }[],
): Order {
  const graph = graphOf(nodes, edges);
  const rank = new Map(nodes.map((node, index) => [node, index]));
  const waiting = new Map(nodes.map((node) => [node, before(graph, node).length]));
  const ready = minHeap();
  nodes.forEach((node, index) => {
    if (waiting.get(node) === 0) ready.push(index);
  });
  const order: string[] = [];
  for (let next = ready.pop(); next !== undefined; next = ready.pop()) {
    const node = nodes[next] as string;
    order.push(node);
    waiting.delete(node);
    for (const follower of after(graph, node)) {
      const left = (waiting.get(follower) as number) - 1;
      waiting.set(follower, left);
      if (left === 0) ready.push(rank.get(follower) as number);
    }
  }
  if (order.length === nodes.length) return { ok: true, value: order };
  return { ok: false, error: cycles(graph, new Set(waiting.keys())) };
}

/** graphlib keeps nodes as keys of plain objects: the colon keeps `toString` from meaning something. */
const named = (node: string): string => `:${node}`;
const unnamed = (name: string): string => name.slice(1);

const before = (graph: Graph, node: string): string[] =>
  (graph.predecessors(named(node)) ?? []).map(unnamed);

const after = (graph: Graph, node: string): string[] =>
  (graph.successors(named(node)) ?? []).map(unnamed);

function graphOf(
  nodes: readonly string[],
  edges: readonly { readonly from: string; readonly to: string }[],
): Graph {
  const graph = new Graph({ directed: true });
  for (const node of nodes) graph.setNode(named(node));
  for (const { from, to } of edges) graph.setEdge(named(from), named(to));
  return graph;
}

/** Every node that is left has one before it that is left too: going back must come round. */
function cycles(graph: Graph, left: Set<string>): string[][] {
  const found: string[][] = [];
  for (const start of left) {
    const seen = new Map<string, number>();
    const walk: string[] = [];
    let node: string | undefined = start;
    while (node !== undefined && !seen.has(node)) {
      seen.set(node, walk.length);
      walk.push(node);
      node = before(graph, node).find((one) => left.has(one));
    }
    if (node !== undefined) found.push(walk.slice(seen.get(node)).reverse());
    for (const one of walk) left.delete(one);
  }
  return found.map((cycle) => rotated(graph, cycle));
}

function rotated(graph: Graph, cycle: readonly string[]): string[] {
  const declared = new Map(graph.nodes().map((name, index) => [unnamed(name), index]));
  const ranks = cycle.map((node) => declared.get(node) as number);
  const first = ranks.indexOf(Math.min(...ranks));
  return [...cycle.slice(first), ...cycle.slice(0, first)];
}
