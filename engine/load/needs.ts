import { type Draft, type Edge, findMembers } from './drafts.ts';
import { sourceWords } from './groups.ts';
import type { Report } from './report.ts';
import { code } from './words.ts';

/** Checks `needs` of a node. */
export function readNeeds(report: Report, draft: Draft, edges: Edge[]): string[] {
  const { id, words } = draft;
  const given = words['needs'];
  const single = typeof given === 'string';
  const list: readonly unknown[] = single ? [given] : Array.isArray(given) ? given : [];
  const needs = new Set<string>();
  for (const [index, node] of list.entries()) {
    if (typeof node !== 'string') continue;
    const path = single ? ['nodes', id, 'needs'] : ['nodes', id, 'needs', index];
    const words = sourceWords(node);
    if (!words || words.output !== undefined) {
      const hint = `\`needs\` names nodes, not outputs: ${code(node.split('.')[0])}`;
      report.add({
        code: 'E0508',
        path,
        at: 'value',
        message: `${code(node)} is not the name of a node`,
        hint,
      });
      continue;
    }
    for (const { id: from, skipped } of findMembers(report, draft, words, path)?.members ?? []) {
      if (skipped) continue;
      edges.push({ from, to: id, path });
      needs.add(from);
    }
  }
  return [...needs];
}
