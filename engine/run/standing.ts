import type { EngineEvent, ItemCounts, RunSummary } from '../events.ts';
import type { Said } from './say-again.ts';

/** Listens to a run, to keep what it said where it may be said again. */
export interface StandingWatch {
  hear(event: EngineEvent): void;
  /** What the run said, if that was nothing but up to date. */
  said(): Said | undefined;
}

/**
 * A run is kept only if all that it said is that it began, that each node is up to date, and that all went
 * well: whoever says more (something lost, published, moved aside, an item that failed) found or changed
 * something.
 */
export function watchStanding(): StandingWatch {
  let began: Extract<EngineEvent, { readonly type: 'run-started' }> | undefined;
  let summary: RunSummary | undefined;
  let plain = true;
  const ended: string[] = [];
  const items: { [node: string]: ItemCounts } = {};
  return {
    hear(event) {
      if (event.type === 'run-started') began = event;
      else if (event.type === 'summary') summary = event;
      else if (event.type === 'node-finished' && event.outcome === 'cached') {
        ended.push(event.node);
        if (event.items) items[event.node] = event.items;
      } else plain = false;
    },
    said: () =>
      plain && began && summary?.ok && ended.length === began.nodes.length
        ? saidBy(began, ended, items, summary)
        : undefined,
  };
}

function saidBy(
  { pipeline, file, nodes }: Extract<EngineEvent, { readonly type: 'run-started' }>,
  ended: readonly string[],
  items: Said['items'],
  summary: RunSummary,
): Said {
  const same = ended.every((node, at) => node === nodes[at]);
  const places = same ? undefined : new Map(nodes.map((node, at) => [node, at]));
  return {
    ...{ pipeline, file, nodes, items, summary },
    ...(places && { order: ended.map((node) => places.get(node) as number) }),
  };
}
