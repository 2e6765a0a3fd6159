import { graphOf } from '../engine/draw/graph.ts';
import type { GraphNode } from '../engine/events.ts';
import { renderDot, renderMermaid, renderTree } from '../report/graph.ts';
import { paint } from '../report/paint.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { type ExplainOptions, planning } from './explaining.ts';
import { wantsColor } from './say.ts';

export interface GraphOptions extends ExplainOptions {
  readonly format: 'tree' | 'dot' | 'mermaid';
}

/** `mlip-auto graph FILE`: the nodes, how they hang together, and what is there of each. */
export function graph(file: string, options: GraphOptions): Promise<ExitCode> {
  return planning(file, options, async ({ opened, plan }) => {
    const text = drawn(opened.pipeline.name, graphOf(plan), options);
    process.stdout.write(`${text}\n`);
    return EXIT.done;
  });
}

function drawn(name: string, nodes: readonly GraphNode[], { json, format }: GraphOptions): string {
  if (json) return nodes.map((node) => JSON.stringify(node)).join('\n');
  if (format === 'dot') return renderDot(name, nodes);
  if (format === 'mermaid') return renderMermaid(nodes);
  return renderTree(nodes, paint(wantsColor(process.stdout)));
}
