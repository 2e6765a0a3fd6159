import type { EngineEvent } from '../engine/events.ts';

/** How far a node is that runs now. */
export interface NodeProgress {
  readonly node: string;
  readonly done: number;
  readonly total: number;
  readonly words?: string;
}

/** How far a run is. */
export interface RunProgress {
  /** How many nodes have ended, of how many. */
  readonly ended: number;
  readonly nodes: number;
  readonly failed: number;
  /** The nodes that run now, with the last that each said. */
  readonly running: readonly NodeProgress[];
}

/** How far a run is, told by its events so far. */
export function runProgress(events: Iterable<EngineEvent>): RunProgress {
  const running = new Map<string, NodeProgress>();
  let nodes = 0;
  let ended = 0;
  let failed = 0;
  for (const event of events) {
    if (event.type === 'run-started') nodes = event.nodes.length;
    else if (event.type === 'node-started') {
      running.set(event.node, { node: event.node, done: 0, total: 0 });
    } else if (event.type === 'progress' && running.has(event.node)) {
      const { node, done, total, words } = event;
      running.set(node, { node, done, total, ...(words === undefined ? {} : { words }) });
    } else if (event.type === 'node-finished') {
      running.delete(event.node);
      ended += 1;
      if (event.outcome === 'failed') failed += 1;
    }
  }
  return { ended, nodes, failed, running: [...running.values()] };
}

/** Progress in lines: `2 of 5 nodes ended`, and one for each node that runs. */
export function runProgressWords({ ended, nodes, failed, running }: RunProgress): string[] {
  const bad = failed > 0 ? `, ${failed} of them failed` : '';
  const lines = running.map(({ node, done, total, words }) => {
    const count = total > 0 ? `  ${done} of ${total}` : '';
    return `  ${node}${count}${words ? `  ${words}` : ''}`;
  });
  return [`${ended} of ${nodes} nodes ended${bad}`, ...lines];
}
