/**
 * The one door of graphlib: the order of nodes, and the cycles that keep them from having one. Its
 * own algorithms recurse and overflow the stack on long chains, and its graph costs ten times a
 * list: so the order is made of lists, and what is left over by a cycle becomes a graph.
 */
import { Graph } from '@dagrejs/graphlib';
import { minHeap } from './min-heap.ts';

/** `from` comes before `to`. */
export interface GraphEdge {
  readonly from: string;
  readonly to: string;
}

/** Nodes in the order in which they can run, or the cycles among them, each without its repeated first node. */
export type Order =
  | { readonly ok: true; readonly value: readonly string[] }
  | { readonly ok: false; readonly error: readonly (readonly string[])[] };

/**
 * Topological order; among nodes that could come next, the one that was declared first. Every edge
 * must join two of the nodes. Cycles are disjoint; each begins with its node that was declared first.
 */
export function orderNodes(nodes: readonly string[], edges: readonly GraphEdge[]): Order {
  const rank = new Map(nodes.map((node, index) => [node, index]));
  const after: number[][] = nodes.map(() => []);
  const waiting = new Int32Array(nodes.length);
  for (const { from, to } of edges) {
    const follower = rank.get(to) as number;
    after[rank.get(from) as number]?.push(follower);
    waiting[follower] = (waiting[follower] as number) + 1;
  }
  const ready = minHeap();
  for (const [index, count] of waiting.entries()) if (count === 0) ready.push(index);
  const order: string[] = [];
  for (let next = ready.pop(); next !== undefined; next = ready.pop()) {
    order.push(nodes[next] as string);
    for (const follower of after[next] as number[]) {
      const left = (waiting[follower] as number) - 1;
      waiting[follower] = left;
      if (left === 0) ready.push(follower);
    }
  }
  if (order.length === nodes.length) return { ok: true, value: order };
  const left = new Set(nodes.filter((_, index) => waiting[index] !== 0));
  return { ok: false, error: cycles(graphOf(left, edges), left) };
}

/** graphlib keeps nodes as keys of plain objects: the colon keeps `toString` from meaning something. */
const named = (node: string): string => `:${node}`;
const unnamed = (name: string): string => name.slice(1);

const before = (graph: Graph, node: string): string[] =>
  (graph.predecessors(named(node)) ?? []).map(unnamed);

function graphOf(nodes: ReadonlySet<string>, edges: readonly GraphEdge[]): Graph {
  const graph = new Graph({ directed: true });
  for (const node of nodes) graph.setNode(named(node));
  for (const { from, to } of edges) {
    if (nodes.has(from) && nodes.has(to)) graph.setEdge(named(from), named(to));
  }
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
  const declared = new Map(graph.nodes().map((name, index) => [unnamed(name), index]));
  return found.map((cycle) => rotated(cycle, declared));
}

/** The cycle from its node that was declared first. */
function rotated(cycle: readonly string[], declared: ReadonlyMap<string, number>): string[] {
  let first = 0;
  cycle.forEach((node, index) => {
    const best = declared.get(cycle[first] as string) as number;
    if ((declared.get(node) as number) < best) first = index;
  });
  return [...cycle.slice(first), ...cycle.slice(0, first)];
}
