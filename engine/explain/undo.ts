import { orderNodes } from '../graph.ts';
import type { ValidNode, ValidPipeline } from '../pipeline.ts';
import { type Edit, patched } from './edit.ts';

/** Undoes edits; `undefined` where what is left has a cycle. Edges to nodes that are not there then stay. */
export function undo(pipeline: ValidPipeline, edits: readonly Edit[]): ValidPipeline | undefined {
  const nodes = new Map<string, ValidNode | undefined>(
    pipeline.nodes.map((node) => [node.id, node]),
  );
  for (const patch of edits.flatMap((edit) => edit.undo)) {
    const node = patch.part === 'back' ? patch.as : nodes.get(patch.node);
    if (node) nodes.set(patch.node, patched(node, patch));
  }
  const left = [...nodes.values()].filter((node) => node !== undefined);
  const ordered = ordering(left);
  return ordered && { ...pipeline, nodes: ordered };
}

function ordering(nodes: readonly ValidNode[]): readonly ValidNode[] | undefined {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const edges = nodes.flatMap((node) => {
    const above = [...node.inputs.flatMap(({ sources }) => sources.map((one) => one.node))];
    return above.filter((id) => byId.has(id)).map((from) => ({ from, to: node.id }));
  });
  const order = orderNodes([...byId.keys()], edges);
  return order.ok ? order.value.map((id) => byId.get(id) as ValidNode) : undefined;
}
