import type { ValidNode, ValidPipeline } from './pipeline.ts';

/** Which part of a pipeline a run is about, as asked for on the command line. */
export interface Selection {
  /** Only these nodes and what they need. */
  readonly until?: readonly string[];
  /** Only these nodes and what comes after them; what they need is left as it is. */
  readonly from?: readonly string[];
}

/** The part of a pipeline that a run is about. */
export interface Selected {
  readonly pipeline: ValidPipeline;
  /** Nodes that are only read: they are not run where they are not up to date. */
  readonly frozen: ReadonlySet<string>;
}

/** Cuts a pipeline down to what is asked for; the nodes named are nodes of it. */
export function selectNodes(pipeline: ValidPipeline, { until, from }: Selection): Selected {
  let nodes = pipeline.nodes;
  if (until !== undefined) nodes = within(nodes, aboveOf(nodes, new Set(until)));
  if (from === undefined) return { pipeline: { ...pipeline, nodes }, frozen: new Set() };
  const wanted = belowOf(nodes, from);
  const read = aboveOf(nodes, wanted);
  const frozen = new Set([...read].filter((id) => !wanted.has(id)));
  return { pipeline: { ...pipeline, nodes: within(nodes, read) }, frozen };
}

/** The nodes whose end a node waits for. */
export const nodesAbove = (node: ValidNode): readonly string[] => [
  ...node.inputs.flatMap(({ sources }) => sources.map((source) => source.node)),
  ...node.needs,
];

const within = (nodes: readonly ValidNode[], ids: ReadonlySet<string>): readonly ValidNode[] =>
  nodes.filter(({ id }) => ids.has(id));

/** Some nodes with all that they need. */
function aboveOf(nodes: readonly ValidNode[], some: ReadonlySet<string>): ReadonlySet<string> {
  const ids = new Set(some);
  for (const node of nodes.toReversed()) {
    if (ids.has(node.id)) for (const id of nodesAbove(node)) ids.add(id);
  }
  return ids;
}

/** Some nodes with all that comes after them. */
function belowOf(nodes: readonly ValidNode[], first: readonly string[]): ReadonlySet<string> {
  const ids = new Set(first);
  for (const node of nodes) if (nodesAbove(node).some((id) => ids.has(id))) ids.add(node.id);
  return ids;
}
