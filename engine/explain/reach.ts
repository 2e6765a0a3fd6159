import type { ValidPipeline } from '../pipeline.ts';
import type { Edit } from './edit.ts';

/** Which edits can reach a node: those at it, and at all that is or was above it, in their order. */
export type Reach = (node: string) => readonly Edit[];

/** Follows the edges as they are now and, where an edge was moved, also as they were. */
export function reachOf(pipeline: ValidPipeline, edits: readonly Edit[]): Reach {
  const below = new Map<string, string[]>();
  const edge = (from: string, to: string): void => {
    const known = below.get(from);
    if (known) known.push(to);
    else below.set(from, [to]);
  };
  for (const { id, inputs } of pipeline.nodes) {
    for (const { sources } of inputs) for (const { node } of sources) edge(node, id);
  }
  for (const patch of edits.flatMap((edit) => edit.undo)) {
    if (patch.part !== 'sources') continue;
    for (const { node } of patch.sources) edge(node, patch.node);
  }
  const reaching = new Map<string, Edit[]>();
  for (const edit of edits) {
    const reached = new Set(edit.nodes);
    for (const id of reached) for (const next of below.get(id) ?? []) reached.add(next);
    for (const id of reached) reaching.set(id, [...(reaching.get(id) ?? []), edit]);
  }
  return (node) => reaching.get(node) ?? [];
}
