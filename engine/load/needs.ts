import { NAME_PATTERN } from '../../schemas/pipeline.ts';
import { type Draft, type Drafts, type Edge, findNode } from './drafts.ts';
import type { Report } from './report.ts';
import { code } from './words.ts';

const NAME = new RegExp(NAME_PATTERN);

/** Checks `needs` of a node. */
export function readNeeds(report: Report, drafts: Drafts, draft: Draft, edges: Edge[]): string[] {
  const { id, words } = draft;
  const given = words['needs'];
  const single = typeof given === 'string';
  const list: readonly unknown[] = single ? [given] : Array.isArray(given) ? given : [];
  const needs: string[] = [];
  for (const [index, node] of list.entries()) {
    if (typeof node !== 'string') continue;
    const path = single ? ['nodes', id, 'needs'] : ['nodes', id, 'needs', index];
    if (!NAME.test(node)) {
      const hint = `\`needs\` names nodes, not outputs: ${code(node.split('.')[0])}`;
      report.add({
        code: 'E0508',
        path,
        at: 'value',
        message: `${code(node)} is not the name of a node`,
        hint,
      });
    } else if (findNode(report, drafts, id, node, path)) {
      edges.push({ from: node, to: id, path });
      if (!needs.includes(node)) needs.push(node);
    }
  }
  return needs;
}
