import type { PlanEvent, PlanSummary } from '../engine/events.ts';
import { nodeWords } from './words.ts';

/** A plan for people: a line a node with what will happen to it and why. */
export function renderPlan(events: readonly PlanEvent[], summary: PlanSummary): string {
  const widest = Math.max(0, ...events.map(({ node }) => node.length));
  const lines = events.map((event) => {
    const state = event.state.padEnd(5);
    return `${state}  ${event.node.padEnd(widest)}  ${itemWords(event)}${reasonWords(event)}`.trimEnd();
  });
  return [...lines, '', endWords(summary)].join('\n');
}

function itemWords({ items }: PlanEvent): string {
  if (!items) return '';
  const { total, hits, misses } = items;
  if (misses === 0) return `${total} items, all known  `;
  return hits === 0 ? `${misses} items to make  ` : `${misses} of ${total} items to make  `;
}

function reasonWords({ reasons, below, silent }: PlanEvent): string {
  if (silent !== undefined) return `its program is not known here: ${silent}`;
  if (below) return `depends on ${below.join(', ')}`;
  return reasons ? `because: ${reasons.join('; ')}` : '';
}

function endWords({ nodes, items }: PlanSummary): string {
  const left = nodes.skipped > 0 ? `, ${nodes.skipped} left out` : '';
  if (nodes.executed === 0 && nodes.maybe === 0) {
    return left ? `nothing to run, ${nodes.cached} up to date${left}` : 'everything up to date';
  }
  const maybe = nodes.maybe > 0 ? `, ${nodes.maybe} more maybe` : '';
  return `${nodeWords(nodes.executed)} to run${maybe}, ${nodes.cached} up to date${left}; ${items.executed} items to make, ${items.cached} known`;
}
