import type { Path } from '../document/document.ts';
import { type Draft, type Edge, findMembers } from './drafts.ts';
import { sourceWords } from './groups.ts';
import { nodesInside } from './inner.ts';
import type { Report } from './report.ts';
import { code } from './words.ts';
import type { Waiting } from './written-nodes.ts';

/** Checks `needs` of a node, and what the pipelines around it wait for. */
export function readNeeds(report: Report, draft: Draft, edges: Edge[]): string[] {
  const needs = new Set<string>();
  const own = { id: draft.id, space: draft.space, needs: draft.words['needs'] };
  for (const waiting of [...draft.around, own]) {
    for (const { from, path } of waitedFor(report, waiting)) {
      edges.push({ from, to: draft.id, path });
      needs.add(from);
    }
  }
  return [...needs];
}

function waitedFor(report: Report, waiting: Waiting): { from: string; path: Path }[] {
  const { id, needs } = waiting;
  const list: readonly unknown[] = Array.isArray(needs) ? needs : [needs];
  return list.flatMap((node, index) => {
    if (typeof node !== 'string') return [];
    const path: Path = ['nodes', id, 'needs', ...(Array.isArray(needs) ? [index] : [])];
    const words = sourceWords(node);
    if (words && words.output === undefined) {
      const members = findMembers(report, waiting, words, path)?.members ?? [];
      return members.flatMap(nodesInside).map((from) => ({ from, path }));
    }
    report.add({
      code: 'E0508',
      path,
      at: 'value',
      message: `${code(node)} is not the name of a node`,
      hint: `\`needs\` names nodes, not outputs: ${code(node.split('.')[0])}`,
    });
    return [];
  });
}
