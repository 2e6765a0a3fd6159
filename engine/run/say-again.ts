import type { EngineEvent, ItemCounts, RunSummary } from '../events.ts';

/** What a run said that found everything up to date: enough to say it again. */
export interface Said {
  readonly pipeline: string;
  readonly file: string;
  readonly nodes: readonly string[];
  /** The nodes as they ended, by their place among `nodes`; absent where it is the same order. */
  readonly order?: readonly number[];
  /** Of map nodes, by id. */
  readonly items: { readonly [node: string]: ItemCounts };
  readonly summary: RunSummary;
}

/** Says again what was said then: under this run's own name, and at its own cost. */
export function sayAgain(
  answer: string,
  run: string,
  cost: RunSummary['cost'],
  emit: (event: EngineEvent) => void,
): void {
  const { pipeline, file, nodes, order, items, summary } = JSON.parse(answer) as Said;
  emit({ type: 'run-started', run, pipeline, file, nodes });
  const ended = order ? order.map((at) => nodes[at] as string) : nodes;
  for (const node of ended) {
    const counts = items[node];
    const end = { type: 'node-finished', node, outcome: 'cached', seconds: 0 } as const;
    emit(counts ? { ...end, items: counts } : end);
  }
  emit({ ...summary, cost });
}
