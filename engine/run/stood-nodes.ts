import type { Digest } from '../../base/digest.ts';
import type { ValidNode, ValidPipeline } from '../pipeline.ts';
import { nodesAbove } from '../select.ts';
import type { Said } from './say-again.ts';
import type { StoodNode } from './setting.ts';

/**
 * The nodes of a pipeline on which nothing can have changed since an answer was found, where that is all that did: files that
 * settings name have other bytes. A node that names one, and whatever comes after it, has to be looked at.
 */
export function stoodNodes(
  { nodes }: ValidPipeline,
  { items, summary }: Said,
  changed: ReadonlySet<string>,
): ReadonlyMap<string, StoodNode> {
  const stood = new Map<string, StoodNode>();
  for (const node of nodes) {
    if (node.named?.places.some(({ path }) => changed.has(path))) continue;
    if (nodesAbove(node).some((id) => !stood.has(id))) continue;
    const outputs = outputsOf(node, summary);
    const counts = items[node.id];
    if (outputs) stood.set(node.id, { outputs, ...(counts && { items: counts }) });
  }
  return stood;
}

function outputsOf(
  { id, outputs }: ValidNode,
  summary: Said['summary'],
): StoodNode['outputs'] | undefined {
  const found: { [output: string]: Digest } = {};
  for (const { name } of outputs) {
    const made = summary.outputs[`${id}.${name}`];
    if (!made) return undefined;
    found[name] = made.digest;
  }
  return found;
}
