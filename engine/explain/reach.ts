import type { ValidInput, ValidPipeline } from '../pipeline.ts';
import type { Edit, Patch } from './edit.ts';

/** Which edits can reach a node: those at it, and at all that is or was above it, in their order. */
export type Reach = (node: string) => readonly Edit[];

/** Follows the edges as they are now and, where an edge was moved or its node is gone, also as they were. */
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
    for (const { node } of sourcesIn(patch)) edge(node, patch.node);
  }
  const reaching = new Map<string, Edit[]>();
  for (const edit of edits) {
    const reached = new Set(edit.nodes);
    for (const id of reached) for (const next of below.get(id) ?? []) reached.add(next);
    for (const id of reached) reaching.set(id, [...(reaching.get(id) ?? []), edit]);
  }
  return (node) => reaching.get(node) ?? [];
}

/** What a node reads where a step of putting it back says so. */
function sourcesIn(patch: Patch): ValidInput['sources'] {
  if (patch.part === 'sources') return patch.sources;
  return patch.part === 'back' ? patch.as.inputs.flatMap(({ sources }) => sources) : [];
}
